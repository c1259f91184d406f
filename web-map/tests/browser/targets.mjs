/** What is pressed is large enough: 48 pixels for citizens, 36 for planners. */
import assert from 'node:assert/strict';

import { AT } from './places.mjs';
import { mapDrawn, SIZES, signIn } from './watched.mjs';

const { PLANNER, PASSWORD } = process.env;
const CITIZEN = 48;
const OFFICE = 36;

export function targets(test) {
  for (const size of Object.keys(SIZES)) {
    test(`${size}: every target of the citizens' page has 48 pixels`, size, '/', async ({ page, base }) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.deepEqual(await tooSmall(page, CITIZEN), [], 'before a place is known');
      await page.goto(`${base}/${AT}`);
      await page.reload();
      await page.locator('ol > li.card summary').first().click();
      await mapDrawn(page);
      await page.locator('.pin').first().waitFor({ state: 'attached' });
      await page.getByRole('button', { name: 'Di chuyển bản đồ' }).click();
      assert.deepEqual(await tooSmall(page, CITIZEN), [], 'with cards, pins and the map');
    });

    test(`${size}: every target of the planners' page has 36 pixels`, size, '/planner', async ({ page }) => {
      await page.locator('section[aria-labelledby="proposals-heading"]').waitFor();
      await mapDrawn(page);
      await page.getByRole('button', { name: 'Di chuyển bản đồ' }).click();
      await page.locator('section[aria-labelledby="proposals-heading"] ul > li > button').first().click();
      assert.deepEqual(await tooSmall(page, OFFICE), [], 'who reads');
      if (!PLANNER || !PASSWORD) return;
      await signIn(page, PLANNER);
      await page.getByRole('button', { name: 'Lập mới' }).click();
      const dialog = page.getByRole('dialog', { name: 'Lập kịch bản mới' });
      await dialog.getByLabel('Tên kịch bản').fill(`Kích thước ${size} ${Date.now() % 100000}`);
      assert.deepEqual(await tooSmall(page, OFFICE), [], 'the dialog');
      await dialog.getByRole('button', { name: 'Lập kịch bản' }).click();
      await page.getByText('Đã lưu phiên bản 1,').waitFor();
      assert.deepEqual(await tooSmall(page, OFFICE), [], 'who edits');
    });
  }
}

/** What can be pressed and is seen, but is smaller than so many pixels; a box within a label is as large as the label. */
function tooSmall(page, least) {
  return page.evaluate((pixels) => {
    const pressed = 'a[href], button, input, select, textarea, summary, [role="button"], [role="option"], [role="tab"]';
    const small = [];
    for (const each of document.querySelectorAll(pressed)) {
      const target = each.closest('label') ?? each;
      const { width, height } = target.getBoundingClientRect();
      // Skip links and words for screen readers alone are clipped; a folded list has no boxes.
      const seen = each.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && width > 1 && height > 1 && !target.closest('.hidden-text, .skip');
      if (seen && (width < pixels - 0.5 || height < pixels - 0.5)) {
        small.push(`${each.tagName.toLowerCase()} ${Math.round(width)}x${Math.round(height)} ${(each.getAttribute('aria-label') ?? target.textContent ?? '').trim().slice(0, 60)}`);
      }
    }
    return small;
  }, least);
}
