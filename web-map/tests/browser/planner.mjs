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
}
