/** Without a network: the shell, the points, the last list; what is never kept; a newer version. */
import assert from 'node:assert/strict';

import { AT } from './places.mjs';
import { startProxy } from './proxy.mjs';
import { mapDrawn, watchedPage } from './watched.mjs';

/** What a browser says of its own accord when the network is gone. */
const GONE = [/ERR_INTERNET_DISCONNECTED/, /ERR_FAILED/, /ERR_CONNECTION/, /ERR_EMPTY_RESPONSE/, /Failed to load resource/];
const OPTIONS = { serviceWorkers: 'allow', expected: GONE };

export function offline(test) {
  test('phone: without a network the page opens, says how old its data are, and lists points by straight line', 'phone', '/', async ({ page, context, shot, clean }) => {
    await workerStands(page);
    await context.setOffline(true);
    await page.reload();
    await page.getByText(/Không có kết nối mạng\. Dữ liệu lưu trên máy từ \d\d:\d\d ngày \d\d\/\d\d\/\d{4}/).waitFor();
    await page.waitForLoadState('networkidle');
    await shot('offline-start');
    await page.getByRole('combobox', { name: 'Vị trí của Ông/Bà' }).pressSequentially('dong da');
    await page.locator('#place-list [role="option"]').first().click();
    const cards = page.locator('ol > li.card');
    await cards.first().waitFor();
    await page.getByText('các điểm xếp theo đường chim bay').waitFor();
    assert.match(await cards.first().innerText(), /đường chim bay[\s\S]*(Thứ Hai|Chưa rõ giờ)/, 'hours of the week stand in for "open now"');
    assert.doesNotMatch(await cards.first().innerText(), /Đang mở|Mở đến|Đã đóng/);
    await shot('offline-list', { fullPage: true });
    await clean();
    await context.setOffline(false);
    await page.getByText('các điểm xếp theo đường chim bay').waitFor({ state: 'detached' });
    assert.match(await cards.first().innerText(), /\d+\sphút/, 'times are there again, unasked');
  }, OPTIONS);

  test('phone: the last list outlives the network within its tab', 'phone', `/${AT}`, async ({ page, context, shot, clean }) => {
    await page.locator('ol > li.card').first().waitFor();
    const before = await page.locator('.minutes').allInnerTexts();
    await workerStands(page);
    await mapDrawn(page);
    await page.waitForFunction(async () => (await caches.keys()).length > 0 && await caches.match(performance.getEntriesByType('resource').find(({ name }) => name.includes('maplibre-gl-worker')).name) !== undefined);
    await context.setOffline(true);
    await page.reload();
    await page.getByText(/đây là danh sách Ông\/Bà xem lúc \d\d:\d\d ngày/).waitFor();
    assert.deepEqual(await page.locator('.minutes').allInnerTexts(), before);
    await page.locator('.maplibregl-canvas').waitFor();
    await shot('offline-last');
    await clean();
  }, OPTIONS);

  test('desktop: what tells where somebody asked is never kept, nor what planners see', 'desktop', `/${AT}`, async ({ page, base }) => {
    await page.locator('ol > li.card').first().waitFor();
    await workerStands(page);
    await page.reload();
    await page.locator('ol > li.card').first().waitFor();
    await page.locator('ol > li.card').first().getByRole('button', { name: /Chỉ đường/ }).click();
    await page.getByRole('region', { name: 'Các chặng đường' }).waitFor();
    await page.goto(`${base}/planner`);
    await page.locator('section[aria-labelledby="proposals-heading"]').waitFor();
    const kept = await page.evaluate(async () => {
      const all = [];
      for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) all.push(new URL(url));
      return all.map(({ pathname, search }) => pathname + search);
    });
    const answers = kept.filter((address) => address.startsWith('/api/')).sort();
    assert.deepEqual(answers, ['/api/v1/about', '/api/v1/facilities', '/api/v1/procedures']);
    const elsewhere = kept.filter((address) => !/^\/(|api\/v1\/\w+|assets\/[^?]+|tiles\/[^?]+|[\w.-]+\.(svg|png|webmanifest))$/.test(address));
    assert.deepEqual(elsewhere, [], 'nothing but shell, points and tiles');
    const stored = await page.evaluate(() => JSON.stringify(localStorage));
    assert.doesNotMatch(stored, /105\.8|21\.0/, 'the place does not outlive the tab');
  }, OPTIONS);

  test('phone: a newer version waits, is offered, and takes over cleanly', 'phone', '/', async ({ browser, base, size, shot }) => {
    const proxy = await startProxy(base);
    const { context, page, faults } = await watchedPage(browser, proxy.base, { ...size, ...OPTIONS });
    try {
      await page.goto(proxy.base);
      await workerStands(page);
      const shells = () => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('shell-')));
      assert.equal((await shells()).length, 1);
      proxy.control.edition = 'feedfeedfeedfeed';
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
      await page.getByText('Đã có phiên bản mới của trang').waitFor();
      await page.screenshot({ path: shot.path('offline-update') });
      await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Tải phiên bản mới' }).click()]);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForFunction(async () => (await caches.keys()).filter((name) => name.startsWith('shell-')).join() === 'shell-feedfeedfeedfeed');
      assert.equal(await page.getByText('Đã có phiên bản mới của trang').count(), 0);
      assert.deepEqual(faults, []);
    } finally {
      await context.close();
      await proxy.close();
    }
  });

  test('phone: a server that is down or broken leaves the kept data, with their age', 'phone', '/', async ({ browser, base, size }) => {
    const proxy = await startProxy(base);
    const { context, page } = await watchedPage(browser, proxy.base, { ...size, ...OPTIONS });
    try {
      await page.goto(proxy.base);
      await workerStands(page);
      proxy.control.broken = /^\/api\//;
      await page.reload();
      await page.getByText(/Máy chủ chưa trả lời được\. Dữ liệu lưu trên máy từ/).waitFor();
      proxy.control.broken = null;
      proxy.control.down = true;
      await page.goto(`${proxy.base}/${AT}`);
      await page.reload();
      await page.locator('ol > li.card').first().waitFor();
      await page.getByText('các điểm xếp theo đường chim bay').waitFor();
    } finally {
      await context.close();
      await proxy.close();
    }
  });
}

/** Waits until the worker serves the page and has fetched what it keeps. */
async function workerStands(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const wait = () => new Promise((resolve) => setTimeout(resolve, 100));
    const wanted = ['about', 'facilities', 'procedures'].map((name) => `/api/v1/${name}`);
    for (let turn = 0; turn < 200; turn += 1) {
      const cache = await caches.open('data-1');
      const kept = await Promise.all(wanted.map((path) => cache.match(path)));
      if (navigator.serviceWorker.controller && kept.every(Boolean)) return;
      await wait();
    }
    throw new Error('the service worker does not stand');
  });
}
