/** The leadership's page and its print. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { mapDrawn, SHOTS, SIZES, signIn } from './watched.mjs';

const { PLANNER, LEADER, PASSWORD } = process.env;

export function overview(test) {
  for (const size of Object.keys(SIZES)) {
    test(`${size}: the headline tells residents within the rule and of those by radius only`, size, '/overview', async ({ page, base, shot, clean }) => {
      const headline = page.getByRole('heading', { level: 1 });
      await headline.getByText('người dân có điểm hỗ trợ').waitFor();
      const { rules } = await (await fetch(`${base}/api/v1/coverage`)).json();
      const { people } = rules.find((each) => each.rule.id === 'scheme');
      const radiusOnly = new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 0 }).format(people.distance_only);
      const text = await headline.innerText();
      assert.match(text, /^\d[\d,]*\s% người dân có điểm hỗ trợ/, text);
      // Nobody is no news: then the sentence ends with the rule.
      assert.equal(text.includes(`trong đó ${radiusOnly} người chỉ đạt theo bán kính`), people.distance_only >= 0.5, `${text} tells ${radiusOnly}`);
      assert.doesNotMatch(text, /trong đó 0 người/);
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

  test('desktop: the overview prints on A4 landscape', 'desktop', '/overview', async ({ page }) => {
    await page.getByRole('heading', { level: 1 }).getByText('người dân có điểm hỗ trợ').waitFor();
    await mapDrawn(page);
    const pdf = await page.pdf({ path: `${SHOTS}overview.pdf`, preferCSSPageSize: true, printBackground: true });
    const box = /MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(pdf.toString('latin1'));
    assert.ok(box, 'the document has a page');
    // A4 in points, turned: 842 by 595.
    assert.ok(Math.abs(Number(box[1]) - 842) < 2 && Math.abs(Number(box[2]) - 595) < 2, `${box[1]} by ${box[2]} points`);
  });

  test('desktop: documents: the coverage report of the city is saved, and who is not signed in is told so', 'desktop', '/overview', async ({ page, base, shot, clean }) => {
    const report = page.getByRole('group', { name: 'Báo cáo mức độ tiếp cận của thành phố' });
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 120_000 }),
      report.getByRole('button', { name: 'Word (DOCX)' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^bao-cao-tiep-can-\d{4}-\d{2}-\d{2}\.docx$/);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(0, 2).toString('latin1'), 'PK', 'a package');
    await report.getByText(/^Đã lập: bao-cao-tiep-can/).waitFor();
    await page.getByRole('group', { name: 'Báo cáo tổng hợp năm' }).getByText('Đăng nhập để lập tài liệu này.').waitFor();
    assert.equal((await fetch(`${base}/api/v1/documents/year`)).status, 401);
    await report.scrollIntoViewIfNeeded();
    await shot('overview-documents');
    await clean();
  });

  test('desktop: the page speaks plainly and names rule, source, date and snapshot', 'desktop', '/overview', async ({ page, base }) => {
    await page.getByRole('heading', { level: 1 }).getByText('người dân có điểm hỗ trợ').waitFor();
    const text = await page.locator('main').innerText();
    assert.doesNotMatch(text, /gini|palma|trung vị|bách phân vị|phân vị/i);
    const { rules, snapshot_id: snapshot } = await (await fetch(`${base}/api/v1/coverage`)).json();
    assert.ok(text.includes(snapshot), 'the snapshot is named');
    assert.match(text, /\d{2}\/\d{2}\/\d{4}/, 'the date of the data is named');
    const { rule } = rules.find((each) => each.rule.id === 'scheme');
    if (rule.source_vi) assert.ok(text.includes(rule.source_vi), 'the document behind the rule is named');
    assert.equal(await page.locator('article .tick').count() >= 2, true, 'targets are marked');
  });

  test('desktop: satisfaction tells stars, sample and source, and says so where too few have rated', 'desktop', '/overview', async ({ page, base, shot, clean }) => {
    const panel = page.locator('section[aria-labelledby="satisfaction-heading"]');
    const told = await (await fetch(`${base}/api/v1/satisfaction`)).json();
    const answer = (citizens) => page.route('**/api/v1/satisfaction', (route) => route.fulfill({ json: { ...told, citizens } }));
    await answer(null);
    await page.goto(`${base}/overview`);
    await panel.getByText(`Chưa đủ ${told.minimum_sample} lượt đánh giá`).waitFor();
    await page.unroute('**/api/v1/satisfaction');
    await answer({ count: 77, size: 99, share: 77 / 99, interval_low: 0.686, interval_high: 0.848, points: 3, stars: [12, 4, 6, 30, 47], set_aside: 15 });
    await page.reload();
    await panel.getByText('99 lượt đánh giá').waitFor();
    const rows = await panel.locator('tbody tr').allInnerTexts();
    assert.deepEqual(rows.map((row) => row.replace(/\s+/g, ' ').trim()), ['5★ sao 47,5 % 47', '4★ sao 30,3 % 30', '3★ sao 6,1 % 6', '2★ sao 4,0 % 4', '1★ sao 12,1 % 12']);
    assert.match(await panel.innerText(), /77,8\s%[\s\S]*15 lượt gửi dồn dập/);
    await panel.scrollIntoViewIfNeeded();
    await shot('overview-satisfaction');
    await clean();
  });

  test('desktop: figures tell how they moved since the last time', 'desktop', '/overview', async ({ page, base, shot, clean }) => {
    const trend = await (await fetch(`${base}/api/v1/trend`)).json();
    const now = trend.coverage.filter((each) => each.snapshot_id === trend.snapshot_id).slice(-3);
    assert.equal(now.length, 3, 'what is served is kept, rule by rule');
    const before = now.map((each) => ({
      ...each, at: '2026-10-12T03:00:00Z', snapshot_id: 'before', radius_people: each.radius_people - each.people * 0.006, time_people: each.time_people, areas_lacking: each.areas_lacking + 3,
    }));
    await page.route('**/api/v1/trend', (route) => route.fulfill({ json: { ...trend, coverage: [...before, ...now] } }));
    await page.goto(`${base}/overview?rule=plan68`);
    await page.reload();
    const cards = page.locator('article.panel');
    await cards.nth(0).getByText('+0,6 điểm phần trăm').waitFor();
    assert.match(await cards.nth(0).innerText(), /▲ \+0,6 điểm phần trăm\s+so với lần trước \(12\/10\/2026\)/);
    assert.match(await cards.nth(1).innerText(), /không đổi từ 12\/10\/2026/);
    assert.match(await cards.nth(2).innerText(), /Chưa đặt mục tiêu\./);
    assert.match(await cards.nth(4).innerText(), /▼ −3 xã, phường/);
    await shot('overview-trend');
    await clean();
  });

  if (!PLANNER || !LEADER || !PASSWORD) return;

  for (const size of Object.keys(SIZES)) {
    test(`${size}: a leader signs in and sees before and after of what was published, on paper too`, size, '/planner', async ({ page, base, shot, clean }) => {
      await signIn(page, PLANNER);
      const name = `Đã công bố ${size} ${Date.now() % 100000}`;
      const id = await page.evaluate(async (asked) => {
        const { csrf_token: token } = await (await fetch('/api/v1/session')).json();
        const answer = await fetch('/api/v1/scenarios', { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': token }, body: JSON.stringify(asked) });
        return (await answer.json()).scenario.id;
      }, { name, from_review: true });
      await page.getByRole('banner').getByRole('button', { name: 'Đăng xuất' }).click();
      await page.getByRole('banner').getByRole('button', { name: 'Đăng nhập' }).waitFor();
      // As the list is once it has been approved and published, which the planners' journey does.
      await page.route('**/api/v1/scenarios?*', async (route) => {
        const response = await route.fetch();
        const told = await response.json();
        const scenarios = told.scenarios.map((each) => (each.id === id ? { ...each, state: 'published', changed_at: '2099-01-01T00:00:00Z' } : each));
        await route.fulfill({ response, json: { ...told, scenarios } });
      });
      await page.goto(`${base}/overview`);
      await signIn(page, LEADER);
      const panel = page.locator('section[aria-labelledby="plan-heading"]');
      await panel.getByRole('heading', { name: 'Trước và sau phương án đã công bố' }).waitFor();
      await panel.getByRole('table').waitFor({ timeout: 180_000 });
      assert.match(await panel.getByRole('table').innerText(), /Trước[\s\S]*Sau[\s\S]*Chênh[\s\S]*%/);
      assert.match(await panel.innerText(), /Được thêm: [\d.]+ người[\s\S]*Mất đi: [\d.]+ người/);
      await page.getByRole('group', { name: 'Báo cáo tổng hợp năm' }).getByRole('button', { name: 'Word (DOCX)' }).waitFor();
      await panel.scrollIntoViewIfNeeded();
      await shot('overview-published');
      await clean();
      if (size === 'desktop') {
        await mapDrawn(page);
        await page.pdf({ path: `${SHOTS}overview-published.pdf`, preferCSSPageSize: true, printBackground: true });
        await page.emulateMedia({ media: 'print' });
        assert.match(await panel.innerText(), new RegExp(`${name}[\\s\\S]*%`), 'paper tells which plan');
        assert.equal(await panel.locator('select').isVisible(), false);
        await shot('overview-published-print', { fullPage: true });
        await page.emulateMedia({ media: 'screen' });
        await page.getByRole('banner').getByRole('button', { name: 'Nhật ký' }).click();
        const log = page.getByRole('dialog');
        await log.getByRole('table').waitFor();
        await shot('audit-log');
        await page.keyboard.press('Escape');
      }
      // The review's own proposals are one choice away, and the choice stands in the address.
      await panel.getByLabel('Xem trước và sau của').selectOption({ label: 'Đề xuất rà soát' });
      await panel.getByText('Hệ thống đề xuất').waitFor();
      assert.equal(new URL(page.url()).searchParams.get('scenario'), 'review');
      // A server that has too much to do is told as it is, and asked again on demand.
      await page.route('**/api/v1/jobs', (route) => route.fulfill({ status: 429, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'x', status: 429, detail: 'hàng đợi đã đầy / the queue is full' }) }));
      await panel.getByLabel('Xem trước và sau của').selectOption(id);
      await panel.getByText('Chưa tính được trước và sau của kịch bản này.').waitFor();
      await page.unroute('**/api/v1/jobs');
      await panel.getByRole('button', { name: 'Thử lại' }).click();
      await panel.getByRole('table').waitFor({ timeout: 180_000 });
    }, { expected: [/status of 429/, /HTTP 429/] });
  }
}
