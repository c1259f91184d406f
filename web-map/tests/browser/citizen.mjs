/** The citizens' page: asking, answering, showing the way, passing a point on. */
import assert from 'node:assert/strict';

import { AT, typePlace } from './places.mjs';
import { axeViolations, launch, mapDrawn, SHOTS, SIZES, watchedPage } from './watched.mjs';

export function citizen(test) {
  test('phone: a procedure is found by the words that people use for it', 'phone', '/', async ({ page, clean }) => {
    const box = page.getByRole('combobox', { name: 'Ông/Bà cần làm thủ tục gì?' });
    await box.fill('bằng lái xe');
    await page.getByRole('option', { name: /giấy phép lái xe/ }).first().waitFor();
    await clean();
    await page.getByRole('option', { name: /Đổi giấy phép lái xe/ }).click();
    await page.waitForURL(/procedure=/);
    await box.fill('zzzz qqqq');
    await page.getByText(/Không tìm thấy thủ tục/).first().waitFor();
  });

  test('phone: a sentence with a place sets the procedure and the place', 'phone', '/', async ({ page, clean }) => {
    await page.getByRole('combobox', { name: 'Ông/Bà cần làm thủ tục gì?' }).fill('bằng lái xe gần Hồ Tây');
    await page.getByRole('option', { name: /Đổi giấy phép lái xe\s+gần Hồ Tây/ }).click();
    const card = page.locator('ol > li.card').first();
    await card.waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'Vị trí của Ông/Bà' }).inputValue(), 'Hồ Tây');
    assert.match(page.url(), /procedure=[^#]+#at=/);
    assert.match(await card.locator('.far').innerText(), /đường chim bay/, 'a straight line is called one');
    await clean();
  });

  for (const size of Object.keys(SIZES)) {
    test(`${size}: a typed place gives numbered cards with minutes and kilometres`, size, '/', async ({ page, shot, clean }) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      if (size === 'desktop') await mapDrawn(page);
      await shot('citizen-start');
      const label = await typePlace(page);
      const cards = page.locator('ol > li.card');
      await cards.first().waitFor();
      assert.equal(await cards.count(), 4, 'four cards come first');
      const first = await cards.first().innerText();
      assert.match(first, /\d+\s(phút|giờ)/, `the first card of "${label}" tells minutes: ${first}`);
      assert.match(first, /\d\s(m|km)/, `the first card of "${label}" tells the distance: ${first}`);
      const minutes = (await cards.locator('.minutes').allInnerTexts()).map(asMinutes);
      assert.deepEqual(minutes, [...minutes].sort((a, b) => a - b), 'the nearest comes first');
      assert.match(await page.locator('main').innerText(), /1022[\s\S]*19001009/, 'the hotlines are on the page');
      await mapDrawn(page);
      await page.locator('.pin').first().waitFor({ state: 'attached' });
      assert.equal(await page.locator('.pin').count(), 4, 'the map shows the same points as the list');
      const names = await page.locator('.pin').evaluateAll((pins) => pins.map((pin) => pin.getAttribute('aria-label')));
      assert.ok(names.some((name) => name.startsWith('1. ')), `a pin is named like its card: ${names}`);
      await cards.first().getByRole('button', { name: /Chỉ đường/ }).click();
      await page.getByRole('region', { name: 'Các chặng đường' }).waitFor();
      await mapDrawn(page);
      await shot('citizen-route');
      await page.getByRole('button', { name: 'Xem thêm điểm' }).click();
      assert.equal(await cards.count(), 8, 'four more');
      await clean();
    });

    test(`${size}: the language switch turns the page to English and back`, size, '/', async ({ page, shot, clean }) => {
      await page.getByRole('button', { name: 'English' }).click();
      await page.getByRole('heading', { level: 1, name: 'Find the nearest place that can help you' }).waitFor();
      assert.equal(await page.locator('html').getAttribute('lang'), 'en');
      assert.equal(new URL(page.url()).searchParams.get('lang'), 'en');
      await shot('citizen-english');
      await page.reload();
      await page.getByRole('button', { name: 'Tiếng Việt' }).click();
      await page.getByRole('heading', { level: 1, name: 'Tìm nơi gần nhất hỗ trợ Ông/Bà' }).waitFor();
      await clean();
    });
  }

  test('desktop: a place tapped on the map is asked about', 'desktop', '/', async ({ page, clean }) => {
    await mapDrawn(page);
    await page.locator('.maplibregl-canvas').click({ position: { x: 480, y: 420 } });
    await page.locator('ol > li.card').first().waitFor();
    assert.match(new URL(page.url()).hash, /^#at=/, 'the place is in the fragment, which is not sent');
    await clean();
  });

  test('desktop: a procedure is found without marks and narrows the list', 'desktop', '/', async ({ page, base, clean }) => {
    const { procedures } = await (await fetch(`${base}/api/v1/procedures`)).json();
    assert.ok(procedures.length > 0, 'the workspace holds procedures');
    const [wanted] = procedures;
    const typed = wanted.name.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/gi, 'd').toLowerCase();
    await page.getByRole('combobox', { name: 'Ông/Bà cần làm thủ tục gì?' }).pressSequentially(typed.slice(0, 24));
    await page.getByRole('option', { name: wanted.name }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => new URL(location.href).searchParams.has('procedure'));
    await clean();
  });

  test('desktop: everything can be done by keyboard alone', 'desktop', '/', async ({ page, clean }) => {
    await page.getByRole('combobox', { name: 'Ông/Bà cần làm thủ tục gì?' }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await focusedText(page), 'Đến nội dung chính', 'the first stop skips the header');
    await page.keyboard.press('Enter');
    await tabTo(page, /^Ông\/Bà cần làm thủ tục gì/);
    await page.keyboard.type('khai sinh');
    await page.locator('#procedure-list [role="option"]').first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.press('Delete');
    await tabTo(page, /^Vị trí của Ông\/Bà/);
    await page.keyboard.type('dong da');
    await page.locator('#place-list [role="option"]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('ol > li.card').first().waitFor();
    assert.match(await page.locator('.list [role="status"]').innerText(), /4 điểm gần Ông\/Bà\. Gần nhất: 1\. /, 'the list is told');
    await tabTo(page, /^Chỉ đường đến /);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Các chặng đường' }).waitFor();
    await tabTo(page, /^Giờ cả tuần/);
    await page.keyboard.press('Enter');
    await page.getByText('Giờ mở cửa trong tuần').first().waitFor();
    await clean();
  });

  test('desktop: a pin is a button that leads to its card', 'desktop', `/${AT}`, async ({ page, clean }) => {
    await page.locator('ol > li.card').first().waitFor();
    await mapDrawn(page);
    const pin = page.getByRole('button', { name: /^2\. .*(đang mở|đã đóng cửa|chưa rõ giờ mở cửa), / });
    await pin.focus();
    await page.keyboard.press('Enter');
    assert.match(await focusedText(page), /^2\. /, 'the card of the pin has the focus');
    assert.equal(await page.locator('li.card.selected .badge').innerText(), '2');
    await clean();
  });

  test('phone: the map is chosen from without pointing', 'phone', '/', async ({ page, shot, clean }) => {
    assert.equal(await page.locator('.maplibregl-map').count(), 0, 'a phone without a place loads no map');
    await page.getByRole('button', { name: 'Chọn trên bản đồ' }).click();
    await mapDrawn(page);
    await page.getByRole('button', { name: 'Chọn nơi ở giữa bản đồ' }).waitFor();
    await shot('citizen-aim');
    await clean();
    await page.getByRole('button', { name: 'Chọn nơi ở giữa bản đồ' }).press('Enter');
    await page.locator('ol > li.card').first().waitFor();
  });

  for (const size of Object.keys(SIZES)) {
    test(`${size}: a shared point stands first, with or without a place`, size, '/', async ({ page, base, shot, clean }) => {
      const point = await agentOf(base);
      await page.goto(`${base}/?point=${encodeURIComponent(point.facility)}`);
      const card = page.locator('.shared li.card');
      await card.getByRole('heading', { name: point.name }).waitFor();
      await mapDrawn(page);
      await shot('citizen-shared');
      await card.getByText('Giờ cả tuần, chia sẻ, in').click();
      const geo = await card.locator('a[href^="geo:"]').getAttribute('href');
      assert.equal(geo.split('?')[0], `geo:${point.lat.toFixed(6)},${point.lon.toFixed(6)}`);
      await shot('citizen-shared-open', { fullPage: true });
      await card.getByRole('button', { name: /^Chỉ đường/ }).click();
      await card.getByText('Ông/Bà cho biết vị trí').waitFor();
      await typePlace(page);
      await page.getByRole('region', { name: 'Các chặng đường' }).waitFor();
      await clean();
    });
  }

  test('desktop: a link is copied, and leads back to the point', 'desktop', `/${AT}`, async ({ page, base, clean }) => {
    const card = page.locator('ol > li.card').first();
    await card.getByText('Giờ cả tuần, chia sẻ, in').click();
    await card.getByRole('button', { name: 'Sao chép liên kết' }).click();
    await page.locator('.note', { hasText: 'Đã sao chép liên kết' }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(link.startsWith(`${base}/?point=`), link);
    assert.doesNotMatch(link, /105|21\.0|at=/, 'the link does not tell where somebody asked');
    const name = await card.locator('h3').innerText();
    await page.goto(link);
    await page.locator('.shared h3').getByText(name.replace(/^\d+\.\s*/, '')).waitFor();
    await clean();
  }, { permissions: ['clipboard-read', 'clipboard-write'] });

  test('desktop: a card is printed alone, with its way', 'desktop', `/${AT}`, async ({ page }) => {
    await page.locator('ol > li.card').first().waitFor();
    await page.evaluate(() => { window.print = () => { window.printed = document.querySelector('.page').dataset.printing; }; });
    const card = page.locator('ol > li.card').nth(1);
    await card.getByRole('button', { name: /^Chỉ đường/ }).click();
    await page.getByRole('region', { name: 'Các chặng đường' }).waitFor();
    await card.getByText('Giờ cả tuần, chia sẻ, in').click();
    await card.getByRole('button', { name: 'In thẻ này' }).click();
    await page.waitForFunction(() => window.printed === 'card');
    // What is on paper: the page as it stood while it printed.
    await page.evaluate(() => {
      document.querySelector('.page').dataset.printing = 'card';
      document.querySelectorAll('ol > li.card')[1].classList.add('printed');
    });
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('li.card:visible').count(), 1);
    assert.equal(await page.locator('.form, .map').filter({ visible: true }).count(), 0);
    const text = await page.locator('main').innerText();
    assert.match(text, /Đến nơi[\s\S]*1022[\s\S]*19001009/, 'the way and the hotlines are on the paper');
    await page.pdf({ path: `${SHOTS}citizen-card.pdf`, preferCSSPageSize: true });
  });

  test('phone: an address names procedure, way of travel and place', 'phone', '/', async ({ page, base, clean }) => {
    const { procedures } = await (await fetch(`${base}/api/v1/procedures`)).json();
    const [wanted] = procedures;
    await page.goto(`${base}/?mode=foot&procedure=${encodeURIComponent(wanted.code)}#at=105.834270,21.027800&name=${encodeURIComponent('Chợ Khâm Thiên')}`);
    await page.locator('ol > li.card').first().waitFor();
    assert.equal(await page.getByRole('combobox', { name: 'Ông/Bà cần làm thủ tục gì?' }).inputValue(), wanted.name);
    assert.equal(await page.getByRole('combobox', { name: 'Vị trí của Ông/Bà' }).inputValue(), 'Chợ Khâm Thiên');
    assert.ok(await page.getByRole('radio', { name: 'Đi bộ' }).isChecked());
    await clean();
  });

  for (const size of Object.keys(SIZES)) {
    test(`${size}: large text and strong contrast are switched, said, kept and seen`, size, `/${AT}`, async ({ page, base, shot, clean }) => {
      await page.locator('ol > li.card').first().waitFor();
      await page.getByRole('button', { name: 'Cỡ chữ lớn' }).click();
      await page.getByText('Đã bật cỡ chữ lớn').waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Tương phản cao' }).click();
      await page.getByText('Đã bật tương phản cao').waitFor({ state: 'attached' });
      assert.match(new URL(page.url()).search, /text=large&contrast=high/);
      await mapDrawn(page);
      await shot('citizen-contrast');
      assert.ok(await fits(page), 'nothing stands out sideways');
      await clean();
      await page.goto(`${base}/planner`);
      await page.locator('html[data-contrast="high"][data-large="yes"]').waitFor({ state: 'attached' });
    });

    test(`${size}: text of twice the size stays within the screen`, size, `/${AT}`, async ({ base, size: screen, shot }) => {
      // The reader's own setting: 32 instead of 16 pixels, which the breakpoints follow too.
      const browser = await launch(['--blink-settings=defaultFontSize=32']);
      try {
        const { page } = await watchedPage(browser, base, screen);
        for (const [name, address] of [['start', '/'], ['list', `/${AT}`], ['planner', '/planner'], ['overview', '/overview'], ['poster', '/poster/agent/CN-01']]) {
          await page.goto(base + address);
          await page.locator('h1').first().waitFor();
          await page.waitForLoadState('networkidle');
          if (name === 'list') await page.locator('ol > li.card').first().scrollIntoViewIfNeeded();
          await page.screenshot({ path: shot.path(`large-${name}`) });
          assert.ok(await fits(page), `${address}: nothing stands out sideways`);
          assert.deepEqual(await axeViolations(page), [], address);
        }
      } finally {
        await browser.close();
      }
    });
  }

  test('phone: the narrowest screens need no sideways scrolling', 'phone', `/${AT}`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.locator('ol > li.card').first().waitFor();
    await page.getByText('Giờ cả tuần, chia sẻ, in').first().click();
    assert.ok(await fits(page));
  });

  test('desktop: another site frames the citizens page where it asks, and no other page', 'desktop', '/', async ({ page, base, shot }) => {
    const site = (address) => `<!doctype html><html lang="vi"><title>site</title><iframe title="Gần Dân" width="420" height="700" allow="geolocation" src="${base}${address}"></iframe>`;
    await page.route('https://site.test/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: site(new URL(route.request().url()).searchParams.get('page')) }));
    await page.goto(`https://site.test/?page=${encodeURIComponent(`/?embed=1${AT}`)}`);
    const frame = page.frameLocator('iframe');
    await frame.locator('ol > li.card').first().waitFor();
    assert.equal(await frame.locator('nav').count(), 0, 'no way to the other pages');
    assert.equal(await frame.getByRole('link', { name: 'Mở trang đầy đủ' }).getAttribute('target'), '_blank');
    await shot('citizen-embedded');
    for (const refused of ['/', '/planner?embed=1', '/overview?embed=1']) {
      await page.goto(`https://site.test/?page=${encodeURIComponent(refused)}`);
      await page.waitForTimeout(500);
      assert.equal(await frame.locator('#app').count(), 0, `${refused} does not stand in a frame`);
    }
  }, { expected: [/request to elsewhere: https:\/\/site\.test\//, /frame-ancestors|refused to connect|violates the following|ERR_BLOCKED/] });
}

function asMinutes(text) {
  const hours = /(\d+)\sgiờ/.exec(text);
  const minutes = /(\d+)\sphút/.exec(text);
  return Number(hours?.[1] ?? 0) * 60 + Number(minutes?.[1] ?? 0);
}

async function agentOf(base) {
  const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
  return facilities.find((each) => each.kind === 'agent') ?? facilities[0];
}

/** Name of what has the focus: its label, or its text. */
function focusedText(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent.trim() ?? element.textContent.trim();
  });
}

/** Presses Tab until something of that name has the focus. */
async function tabTo(page, name) {
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await focusedText(page))) return;
  }
  throw new Error(`Tab does not reach ${name}`);
}

/** Whether the page needs no sideways scrolling. */
function fits(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
}
