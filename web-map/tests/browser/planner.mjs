/** The planners' page. */
import assert from 'node:assert/strict';

import { mapDrawn, SIZES } from './watched.mjs';

export function planner(test) {
  for (const size of Object.keys(SIZES)) {
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
  }

  test('phone: layers and legend open right under the map, and say what passes the chosen rule', 'phone', '/planner?cells=verdict', async ({ page, shot, clean }) => {
    const button = page.getByRole('button', { name: 'Lớp bản đồ và chú giải', exact: true });
    await button.click();
    await page.getByRole('button', { name: 'Cất lớp bản đồ và chú giải' }).waitFor();
    const [layers, totals] = await Promise.all(['Lớp bản đồ', 'Tác động đến người dân'].map((name) => page.getByRole('heading', { name, exact: true }).boundingBox()));
    assert.ok(layers.y < totals.y, 'the layers come first while they are open');
    const passing = async () => (await page.locator('.classes b').allInnerTexts()).map((text) => text.startsWith('✓'));
    assert.deepEqual(await passing(), [true, false, true, false], 'plan 68: by the radius alone');
    await page.getByRole('group', { name: 'Quy tắc tiếp cận' }).getByRole('radio').nth(1).check();
    assert.deepEqual(await passing(), [true, true, true, false], 'scheme: time or radius');
    await shot('planner-layers');
    await clean();
  });

  test('desktop: the legend counts what the chosen rule says, class by class', 'desktop', '/planner', async ({ page, base, shot, clean }) => {
    const { rules } = await (await fetch(`${base}/api/v1/coverage?figures=true`)).json();
    const said = (people) => new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 0 }).format(people);
    const panel = page.locator('.left');
    const counts = async () => (await panel.locator('.classes .count').allInnerTexts()).map((text) => text.trim());
    // The counts come with the tiles' figures: a while after the page.
    const counted = async (wanted, what) => {
      for (let turn = 0; turn < 100 && (await counts()).join() !== wanted.join(); turn += 1) await page.waitForTimeout(100);
      assert.deepEqual(await counts(), wanted, what);
    };
    const seen = new Set();
    for (const { rule, people, figures } of rules) {
      const radios = panel.getByRole('group', { name: 'Quy tắc tiếp cận' }).getByRole('radio');
      await radios.nth(['plan68', 'scheme', 'plan68_agents'].indexOf(rule.id)).check();
      const minutes = figures.people_by_minutes;
      await panel.getByRole('radio', { name: 'Phút đi xe máy đến điểm gần nhất' }).check();
      await counted([...minutes.slice(0, 4), minutes[4] + minutes[5]].map(said), rule.id);
      await panel.getByRole('radio', { name: 'Kết quả xét tiếp cận' }).check();
      await counted(['time_and_distance', 'time_only', 'distance_only', 'neither'].map((each) => said(people[each])), rule.id);
      await panel.getByRole('radio', { name: 'Số điểm đạt quy tắc đang chọn' }).check();
      const points = figures.people_by_points;
      await counted([points[0], points[1], points[2], points[3] + points[4], points[5]].map(said), rule.id);
      seen.add((await counts()).join());
      await mapDrawn(page);
      await shot(`planner-points-${rule.id}`);
    }
    assert.ok(seen.size > 1, 'the rules say different things of this city');
    await panel.getByRole('radio', { name: 'Số người dân' }).check();
    assert.equal((await counts()).length, 5);
    await mapDrawn(page);
    await shot('planner-people');
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

  test('desktop: the list is narrowed by operator, commune, decision and firmness, and walked by arrows', 'desktop', '/planner', async ({ page, base, shot, clean }) => {
    const [{ decisions }, { facilities }] = await Promise.all(
      ['review', 'facilities'].map(async (name) => (await fetch(`${base}/api/v1/${name}`)).json()),
    );
    const points = new Map(facilities.map((each) => [each.facility, each]));
    const list = page.locator('section[aria-labelledby="proposals-heading"]');
    const count = async () => Number(/([\d.]+) điểm/.exec(await list.getByRole('heading', { level: 2 }).innerText())[1].replace('.', ''));
    await list.waitFor();
    const fragile = decisions.filter((each) => each.reasons.robustness?.verdict === 'fragile');
    assert.ok(fragile.length > 0, 'the review holds decisions that need a closer look');
    const { operator, area } = points.get(fragile[0].facility);
    const wanted = (each) => points.get(each.facility).operator === operator;
    await list.getByLabel('Đơn vị vận hành').selectOption(operator);
    assert.equal(await count(), decisions.filter(wanted).length);
    await list.getByLabel('Xã, phường').selectOption(area);
    assert.equal(await count(), decisions.filter((each) => wanted(each) && points.get(each.facility).area === area).length);
    await list.getByLabel('Mức ổn định').selectOption('fragile');
    assert.equal(await count(), fragile.filter((each) => wanted(each) && points.get(each.facility).area === area).length);
    assert.match(page.url(), /firmness=fragile/);
    await list.getByRole('button', { name: 'Bỏ mọi bộ lọc' }).click();
    assert.equal(await count(), decisions.length);
    await list.getByLabel('Mức ổn định').selectOption('fragile');
    const rows = list.locator('ul > li > button');
    await rows.first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await rows.nth(1).getAttribute('aria-pressed'), 'true');
    const card = page.locator('section[aria-labelledby="card-heading"]');
    await card.getByText('Cần xem xét thêm').waitFor();
    assert.match(await card.innerText(), /\d+ trong \d+ (phương án gần tốt bằng|cách hiểu quy tắc)/, 'the word comes with its reason');
    assert.doesNotMatch(await card.innerText(), /độ tin cậy|confidence/i);
    await mapDrawn(page);
    await shot('planner-fragile');
    await clean();
  });

  test('desktop: the card tells what the other choice would do, and leads to sheets', 'desktop', '/planner', async ({ page, base, shot, clean }) => {
    const { decisions } = await (await fetch(`${base}/api/v1/review`)).json();
    const told = decisions.find((each) => each.reasons.counterfactual?.outcome === 'changed');
    assert.ok(told, 'the review holds a flip that was computed');
    await page.goto(`${base}/planner?point=${encodeURIComponent(told.facility)}`);
    const card = page.locator('section[aria-labelledby="card-heading"]');
    await card.getByRole('heading', { name: told.reasons.counterfactual.flip === 'stay' ? 'Nếu giữ điểm này' : 'Nếu điểm này phải ngừng' }).waitFor();
    await card.getByText(/Số thay đổi trong phương án: /).waitFor();
    assert.equal(await card.getByRole('link', { name: 'Tờ A4 của điểm này' }).getAttribute('href'), `/poster/agent/${encodeURIComponent(told.facility)}`);
    await card.getByText(/điều có thể làm đổi đề xuất này/).click();
    await mapDrawn(page);
    await page.evaluate(() => document.querySelector('.right').scrollTo(0, 250));
    await shot('planner-counterfactual');
    await clean();
  });

  test('desktop: a click on a point of the map opens its card', 'desktop', '/planner', async ({ page, base, shot }) => {
    const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
    const { decisions } = await (await fetch(`${base}/api/v1/review`)).json();
    const reviewed = new Set(decisions.map((each) => each.facility));
    const agents = facilities.filter((each) => reviewed.has(each.facility));
    // The page centres the first at zoom 13; the other is clicked where Web Mercator puts it.
    const pixels = ({ lon, lat }) => {
      const [world, sine] = [512 * 2 ** 13, Math.sin((lat * Math.PI) / 180)];
      return { x: (lon / 360) * world, y: (-Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world };
    };
    const apart = (a, b) => Math.hypot(pixels(a).x - pixels(b).x, pixels(a).y - pixels(b).y);
    const pairs = agents.flatMap((from) => agents.filter((to) => apart(from, to) > 60 && apart(from, to) < 150).map((to) => [from, to]));
    const [from, to] = pairs.find(([, to]) => facilities.every((each) => each === to || apart(each, to) > 40));
    await page.goto(`${base}/planner?point=${encodeURIComponent(from.facility)}`);
    await mapDrawn(page);
    const box = await page.locator('.maplibregl-canvas').boundingBox();
    const [a, b] = [pixels(from), pixels(to)];
    await page.mouse.click(box.x + box.width / 2 + b.x - a.x, box.y + box.height / 2 + b.y - a.y);
    await page.locator('section[aria-labelledby="card-heading"]').getByRole('heading', { level: 3, name: to.name, exact: true }).waitFor();
    assert.equal(new URL(page.url()).searchParams.get('point'), to.facility);
    await mapDrawn(page);
    await shot('planner-clicked');
  });

  for (const size of Object.keys(SIZES)) {
    test(`${size}: without a review the page says so and shows the network all the same`, size, '/overview', async ({ page, base, shot, clean }) => {
      await page.route('**/api/v1/review', (route) => route.fulfill({
        status: 404, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'x', status: 404, detail: 'no review' }),
      }));
      await page.goto(`${base}/planner`);
      await page.getByRole('heading', { name: 'Lớp bản đồ' }).waitFor();
      await mapDrawn(page);
      assert.equal(await page.locator('section[aria-labelledby="proposals-heading"]').count(), 0);
      await shot('planner-no-review', { fullPage: size === 'phone' });
      await clean();
    }, { expected: [/status of 404/] });
  }

  test('desktop: the map is moved by buttons', 'desktop', '/planner', async ({ page, shot }) => {
    await mapDrawn(page);
    const before = await page.locator('.maplibregl-canvas').screenshot();
    await page.getByRole('button', { name: 'Di chuyển bản đồ' }).click();
    for (const name of ['Lên phía bắc', 'Xuống phía nam', 'Sang phía tây', 'Sang phía đông']) await page.getByRole('button', { name }).waitFor();
    await shot('planner-pan');
    await page.getByRole('button', { name: 'Sang phía tây' }).click();
    await mapDrawn(page);
    assert.notDeepEqual(await page.locator('.maplibregl-canvas').screenshot(), before, 'the map has moved');
  });
}
