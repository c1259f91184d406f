/** The leadership's page and its print. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { mapDrawn, SHOTS, SIZES } from './watched.mjs';

export function overview(test) {
  for (const size of Object.keys(SIZES)) {
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

  test('desktop: the overview prints on A4 landscape', 'desktop', '/overview', async ({ page }) => {
    await page.getByText('người chỉ đạt theo bán kính').first().waitFor();
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
    await page.getByText('người chỉ đạt theo bán kính').first().waitFor();
    const text = await page.locator('main').innerText();
    assert.doesNotMatch(text, /gini|palma|trung vị|bách phân vị|phân vị/i);
    const { rules, snapshot_id: snapshot } = await (await fetch(`${base}/api/v1/coverage`)).json();
    assert.ok(text.includes(snapshot), 'the snapshot is named');
    assert.match(text, /\d{2}\/\d{2}\/\d{4}/, 'the date of the data is named');
    const { rule } = rules.find((each) => each.rule.id === 'scheme');
    if (rule.source_vi) assert.ok(text.includes(rule.source_vi), 'the document behind the rule is named');
    assert.equal(await page.locator('article .tick').count() >= 2, true, 'targets are marked');
  });
}
