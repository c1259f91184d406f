/**
 * The three pages in a real browser: BASE_URL=http://127.0.0.1:8080 npm run test:browser, or GANDAN=... WORKSPACE=... .
 * Screenshots are left in shots/. The last line is `N passed, N failed`; the exit code is 1 when something failed.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { startServer } from './server.mjs';
import { axeViolations, launch, mapDrawn, watchedPage } from './watched.mjs';

const SHOTS = fileURLToPath(new URL('../../shots/', import.meta.url));
const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true },
};
/** Places that every Hanoi workspace should find, typed without marks as people do. */
const PLACES = ['dong da', 'ho tay', 'ba dinh'];

const tests = [];
const test = (name, size, address, run, options = {}) => tests.push({ name, size, address, run, options });

for (const size of Object.keys(SIZES)) {
  test(`${size}: a typed place gives numbered cards with minutes and kilometres`, size, '/', async ({ page, shot, clean }) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    await mapDrawn(page);
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

  test(`${size}: a proposal opens its reason card`, size, '/planner', async ({ page, shot, clean }) => {
    await page.getByRole('heading', { name: 'Lớp bản đồ' }).waitFor();
    await mapDrawn(page);
    await shot('planner-start');
    const list = page.locator('section[aria-labelledby="proposals-heading"]');
    await list.waitFor();
    const merge = list.getByRole('button', { name: /^Sắp xếp lại \d/ });
    if (await merge.count()) await merge.click();
    const row = list.locator('ul > li > button').first();
    const name = await row.locator('.name').innerText();
    await row.click();
    const card = page.locator('section[aria-labelledby="card-heading"]');
    await card.getByRole('heading', { level: 3, name, exact: true }).waitFor();
    const text = await card.innerText();
    assert.match(text, /Đề xuất để xem xét/);
    assert.match(text, /chưa có quyết định/);
    assert.match(text, /Lý do/, `reasons are told: ${text}`);
    assert.match(text, /Người dân gần điểm này nhất/);
    assert.ok(new URL(page.url()).searchParams.get('point'), 'the selected point is in the address');
    await mapDrawn(page);
    await shot('planner-card');
    await page.getByRole('radio', { name: 'Kết quả xét tiếp cận' }).check();
    await mapDrawn(page);
    await shot('planner-verdict');
    await clean();
  });

  test(`${size}: the headline tells residents within the rule and of those by radius only`, size, '/overview', async ({ page, base, shot, clean }) => {
    const headline = page.getByRole('heading', { level: 1 });
    await page.getByText('người chỉ đạt theo bán kính').first().waitFor();
    const { rules } = await (await fetch(`${base}/api/v1/coverage`)).json();
    const { people } = rules.find((each) => each.rule.id === 'scheme');
    const radiusOnly = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 0 }).format(people.distance_only);
    const text = await headline.innerText();
    assert.match(text, /^\d[\d,]*\s% người dân có điểm hỗ trợ/, text);
    assert.ok(text.includes(`${radiusOnly} người`), `${text} tells ${radiusOnly}`);
    assert.equal(await page.locator('article.panel').count(), 5, 'five figures');
    await mapDrawn(page);
    await shot('overview');
    await shot('overview-full', { fullPage: true });
    await page.getByRole('button', { name: /^Xem đủ \d+ xã, phường$/ }).click();
    const { areas } = rules[0];
    assert.equal(await page.locator('#all-areas tbody tr').count(), areas.length, 'every commune stands in the table');
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

test('phone: a refused position is said and leaves the other ways open', 'phone', '/', async ({ page, clean }) => {
  await page.getByRole('button', { name: 'Vị trí của tôi' }).click();
  await page.getByText(/Trình duyệt chưa được phép|Chưa xác định được vị trí/).waitFor();
  await clean();
});

test('phone: a granted position gives cards', 'phone', '/', async ({ page, clean }) => {
  await page.getByRole('button', { name: 'Vị trí của tôi' }).click();
  await page.locator('ol > li.card').first().waitFor();
  await clean();
}, { geolocation: { longitude: 105.8342, latitude: 21.0278 }, permissions: ['geolocation'] });

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

test('desktop: the points on the map can be selected', 'desktop', '/planner', async ({ page, base, clean }) => {
  await mapDrawn(page);
  const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
  const point = facilities.find((each) => each.kind === 'agent') ?? facilities[0];
  await page.goto(`${base}/planner?point=${encodeURIComponent(point.facility)}`);
  await page.getByRole('heading', { level: 3, name: point.name, exact: true }).waitFor();
  await clean();
});

test('phone: without WebGL the list still answers and the page says so', 'phone', '/', async ({ page, base, clean }) => {
  await page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return kind.startsWith('webgl') ? null : real.call(this, kind, ...rest);
    };
  });
  await page.goto(`${base}/?mode=foot#at=105.834270,21.027800`);
  await page.reload();
  await page.getByText('Thiết bị này không hiển thị được bản đồ.').waitFor();
  await page.locator('ol > li.card').first().waitFor();
  await clean();
});

test('desktop: the overview prints on A4 landscape', 'desktop', '/overview', async ({ page }) => {
  await page.getByText('người chỉ đạt theo bán kính').first().waitFor();
  await mapDrawn(page);
  const pdf = await page.pdf({ path: `${SHOTS}overview.pdf`, preferCSSPageSize: true, printBackground: true });
  const box = /MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf.toString('latin1'));
  assert.ok(box, 'the document has a page');
  // A4 in points, turned: 842 by 595.
  assert.ok(Math.abs(Number(box[1]) - 842) < 2 && Math.abs(Number(box[2]) - 595) < 2, `${box[1]} by ${box[2]} points`);
});

/** Types known places until one is found, takes its first suggestion and gives its label. */
async function typePlace(page) {
  const box = page.getByRole('combobox', { name: 'Vị trí của Ông/Bà' });
  for (const typed of PLACES) {
    await box.fill('');
    await box.pressSequentially(typed, { delay: 15 });
    const option = page.locator('#place-list [role="option"]').first();
    const none = page.getByText(/^Không tìm thấy “/);
    await option.or(none).first().waitFor();
    if (!(await option.isVisible())) continue;
    const label = await option.innerText();
    await option.click();
    return label;
  }
  throw new Error(`none of ${PLACES.join(', ')} was found`);
}

function asMinutes(text) {
  const hours = /(\d+)\sgiờ/.exec(text);
  const minutes = /(\d+)\sphút/.exec(text);
  return Number(hours?.[1] ?? 0) * 60 + Number(minutes?.[1] ?? 0);
}

let passed = 0;
let failed = 0;
mkdirSync(SHOTS, { recursive: true });
const server = await startServer();
const browser = await launch();
try {
  for (const { name, size, address, run, options } of tests) {
    const { context, page, faults } = await watchedPage(browser, server.base, { ...SIZES[size], ...options });
    const shot = (label, more = {}) => page.screenshot({ path: `${SHOTS}${label}-${size}.png`, ...more });
    const clean = async () => {
      assert.deepEqual(await axeViolations(page), [], 'accessibility');
    };
    try {
      await page.goto(server.base + address);
      await run({ page, base: server.base, shot, clean });
      assert.deepEqual(faults, [], 'faults in the browser');
      passed += 1;
      console.log(`ok - ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED - ${name}\n${error.message}\n${faults.join('\n')}`);
      await page.screenshot({ path: `${SHOTS}failed-${failed}.png` }).catch(() => {});
    } finally {
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
