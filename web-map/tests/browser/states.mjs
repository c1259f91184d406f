/** What the citizens' page says when something is missing: a position, a point, a server, a map. */
import assert from 'node:assert/strict';

import { AT } from './places.mjs';
import { mapDrawn } from './watched.mjs';

export function states(test) {
  test('phone: a refused position is said and leaves the other ways open', 'phone', '/', async ({ page, shot, clean }) => {
    await page.getByRole('button', { name: 'Vị trí của tôi' }).click();
    await page.getByText(/Trình duyệt chưa được phép|Chưa xác định được vị trí/).waitFor();
    await shot('state-gps-refused');
    await clean();
  });

  test('phone: a granted position gives cards', 'phone', '/', async ({ page, clean }) => {
    await page.getByRole('button', { name: 'Vị trí của tôi' }).click();
    await page.locator('ol > li.card').first().waitFor();
    await clean();
  }, { geolocation: { longitude: 105.8342, latitude: 21.0278 }, permissions: ['geolocation'] });

  test('phone: without WebGL the list still answers and the page says so', 'phone', '/', async ({ page, base, shot, clean }) => {
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
    await shot('state-no-webgl');
    await clean();
  });

  test('phone: while the server thinks, the page says so', 'phone', '/', async ({ page, base, shot }) => {
    let go;
    const held = new Promise((resolve) => { go = resolve; });
    await page.route('**/api/v1/nearest?**', async (route) => { await held; await route.continue(); });
    await page.goto(`${base}/${AT}`);
    await page.reload();
    await page.getByText('Đang tải…').first().waitFor();
    assert.equal(await page.locator('.list').getAttribute('aria-busy'), 'true');
    await page.getByText('Đang tải bản đồ…').waitFor();
    await page.waitForTimeout(1000);
    assert.equal(await page.locator('.maplibregl-map').count(), 0, 'the map does not go before the list');
    await shot('state-loading');
    go();
    await page.locator('ol > li.card').first().waitFor();
  });

  test('phone: an unknown address is said, with other ways', 'phone', '/', async ({ page, shot, clean }) => {
    await page.getByRole('combobox', { name: 'Vị trí của Ông/Bà' }).pressSequentially('zzqxj vvkk');
    await page.getByText('Không tìm thấy “zzqxj vvkk”').waitFor();
    await shot('state-no-address');
    await clean();
  });

  test('phone: when nothing is open, the page says when', 'phone', '/', async ({ page, base, shot, clean }) => {
    await changed(page, (answer) => ({ ...answer, results: answer.results.map((each) => ({ ...each, open: false })) }));
    await page.goto(`${base}/${AT}`);
    await page.reload();
    await page.getByText('Hiện chưa có điểm nào gần đây đang mở cửa').waitFor();
    await mapDrawn(page);
    await page.getByText('Hiện chưa có điểm nào').scrollIntoViewIfNeeded();
    await shot('state-none-open');
    await clean();
  });

  test('phone: when no point offers the procedure, the procedure can be cleared', 'phone', '/', async ({ page, base, shot, clean }) => {
    const { procedures } = await (await fetch(`${base}/api/v1/procedures`)).json();
    await changed(page, (answer, url) => (url.searchParams.has('procedure') ? { ...answer, results: [] } : answer));
    await page.goto(`${base}/?procedure=${encodeURIComponent(procedures[0].code)}${AT}`);
    await page.getByText('Chưa có điểm nào gần đây hướng dẫn thủ tục này').waitFor();
    assert.match(await page.locator('.list').innerText(), /1022[\s\S]*19001009/, 'the hotlines are in the answer itself');
    await page.locator('.list').scrollIntoViewIfNeeded();
    await shot('state-no-procedure');
    await clean();
    await page.getByRole('button', { name: 'Bỏ chọn thủ tục' }).click();
    await page.locator('ol > li.card').first().waitFor();
  });

  test('phone: a broken server is said, and asked again on demand', 'phone', '/', async ({ page, base, shot, clean }) => {
    let broken = true;
    await page.route('**/api/v1/nearest?**', (route) => (broken
      ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'x', status: 503, detail: 'bảo trì đến 18:00' }) })
      : route.continue()));
    await page.goto(`${base}/${AT}`);
    await page.reload();
    await page.getByText('Máy chủ chưa trả lời được').waitFor();
    await page.getByText('bảo trì đến 18:00').waitFor();
    await shot('state-server-error', { fullPage: true });
    await clean();
    broken = false;
    await page.getByRole('button', { name: 'Thử lại' }).click();
    await page.locator('ol > li.card').first().waitFor();
  }, { expected: [/HTTP 503/, /status of 503/] });

  test('phone: a decided end of service and stops of the service bus are told with the answer', 'phone', '/', async ({ page, base, shot, clean }) => {
    const closing = {
      from: '2026-12-15', successor: null, successor_name: null,
      notice_vi: 'Từ ngày 15/12/2026, điểm này ngừng phục vụ; mời Ông/Bà đến Bưu điện Đống Đa, cách 600 m.',
      notice_en: 'This point serves no more from 15/12/2026; please go to Đống Đa post office, 600 m away.',
    };
    const stop = {
      facility: 'XE-1', notice_vi: 'Xe dịch vụ công dừng tại nhà văn hóa phường sáng Thứ Ba, 24/11, 08:00–11:00, cách 300 m.',
      notice_en: 'The service bus stops at the ward hall on Tuesday 24/11, 08:00-11:00, 300 m away.',
    };
    await changed(page, (answer) => ({
      ...answer, mobile_stops: [stop], results: answer.results.map((each, index) => (index === 0 ? { ...each, closing } : each)),
    }));
    await page.goto(`${base}/${AT}`);
    await page.reload();
    const first = page.locator('ol > li.card').first();
    await first.getByText(closing.notice_vi).waitFor();
    assert.equal(await page.getByText(closing.notice_vi).count(), 1, 'the notice stands on its own card alone');
    await page.getByText(stop.notice_vi).waitFor();
    await mapDrawn(page);
    await shot('citizen-notices', { fullPage: true });
    await clean();
    await page.getByRole('button', { name: 'English' }).click();
    await first.getByText(closing.notice_en).waitFor();
    await page.getByText(stop.notice_en).waitFor();
    await clean();
  });

  for (const [name, address, stands] of [
    ['citizen', `/${AT}`, 'ol > li.card'], ['planner', '/planner', 'section[aria-labelledby="proposals-heading"]'], ['overview', '/overview', 'article.panel'],
  ]) {
    test(`phone: 320 pixels are enough for ${name}`, 'phone', address, async ({ page, shot, clean }) => {
      await page.locator(stands).first().waitFor();
      await mapDrawn(page);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320), `nothing is wider than the screen: ${await page.evaluate(() => document.documentElement.scrollWidth)}`);
      await shot(`narrow-${name}`, { fullPage: true });
      await clean();
    }, { viewport: { width: 320, height: 640 } });
  }

  test('phone: a place off every road, and a point that is gone', 'phone', '/', async ({ page, base, shot, clean }) => {
    await changed(page, (answer) => ({ ...answer, on_road: false, results: answer.results.map((each) => ({ ...each, travel_s: null })) }));
    await page.goto(`${base}/?point=${encodeURIComponent('KHÔNG CÓ')}${AT}`);
    await page.getByText('Không còn điểm nào mang mã KHÔNG CÓ').waitFor();
    await page.getByText('Nơi này không nối với đường nào').waitFor();
    await page.getByText('Chưa rõ thời gian đi').first().waitFor();
    await shot('state-off-road', { fullPage: true });
    await clean();
  });
}

/** Answers of the server as they might be on another day. */
function changed(page, change) {
  return page.route('**/api/v1/nearest?**', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: change(await response.json(), new URL(route.request().url())) });
  });
}
