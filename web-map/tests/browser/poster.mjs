/** Sheets of A4 to hang up. */
import assert from 'node:assert/strict';

import { SHOTS, SIZES } from './watched.mjs';

export function poster(test) {
  for (const size of Object.keys(SIZES)) {
    test(`${size}: a point has a sheet with hours, help, hotlines and a code`, size, '/', async ({ page, base, shot, clean }) => {
      const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
      const point = facilities.find((each) => each.kind === 'agent' && each.procedures.length > 6 && each.opening_hours) ?? facilities[0];
      await page.goto(`${base}/poster/agent/${encodeURIComponent(point.facility)}`);
      await page.getByRole('heading', { level: 1, name: point.name }).waitFor();
      await page.getByRole('img', { name: `Mã QR mở trang của ${point.name}` }).waitFor();
      const text = await page.locator('.sheet').innerText();
      assert.match(text, /1022[\s\S]*19001009/);
      assert.ok(text.includes(`${base}/?point=`), 'the link is there for who has no camera');
      await shot('poster-agent', { fullPage: true });
      await clean();
      if (size === 'desktop') assert.equal(await sheets(page, 'poster-agent'), 1, 'one sheet');
    });
  }

  test('desktop: a commune has a list of its points', 'desktop', '/', async ({ page, base, shot, clean }) => {
    const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
    const area = facilities.find((each) => each.kind === 'agent' && each.area).area;
    const own = facilities.filter((each) => each.area === area && each.status === 'open');
    await page.goto(`${base}/poster/commune/${area}`);
    await page.getByRole('heading', { level: 1, name: own[0].area_name }).waitFor();
    assert.equal(await page.locator('tbody tr').count(), own.length);
    await shot('poster-commune', { fullPage: true });
    await clean();
    await sheets(page, 'poster-commune');
  });

  test('phone: an unknown code is said', 'phone', '/poster/agent/KH%C3%94NG', async ({ page, clean }) => {
    await page.getByText('Không có điểm hoặc xã, phường nào mang mã KHÔNG').waitFor();
    await page.getByText('1022').first().waitFor();
    await clean();
  });
}

/** Prints upright A4; how many sheets. */
async function sheets(page, name) {
  const pdf = await page.pdf({ path: `${SHOTS}${name}.pdf`, preferCSSPageSize: true, printBackground: true });
  const text = pdf.toString('latin1');
  const box = /MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/.exec(text);
  assert.ok(Math.abs(Number(box[1]) - 595) < 2 && Math.abs(Number(box[2]) - 842) < 2, `${box[1]} by ${box[2]} points`);
  return Number(/\/Type\s*\/Pages[\s\S]*?\/Count\s+(\d+)/.exec(text)?.[1] ?? /\/Count\s+(\d+)/.exec(text)[1]);
}
