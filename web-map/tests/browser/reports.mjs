/**
 * What operators report: a period is set, filled in, submitted, returned, mended and accepted. Needs accounts: PLANNER,
 * OPERATOR (that of BIDV) and BRANCH (an inspector of CN-05) are login names, PASSWORD is the password of all; without them
 * only the way in is tried. It writes: give it a copy of a workspace.
 */
import assert from 'node:assert/strict';

import { SIZES, signIn } from './watched.mjs';

const { PLANNER, OPERATOR, BRANCH, PASSWORD } = process.env;

export function reports(test) {
  for (const size of Object.keys(SIZES)) {
    test(`${size}: who is not signed in is shown the way in to reports`, size, '/reports', async ({ page, shot, clean }) => {
      await page.getByText('Đăng nhập để xem các kỳ báo cáo của đơn vị.').waitFor();
      await shot('reports-signin');
      await clean();
    });
  }

  if (!PLANNER || !OPERATOR || !BRANCH || !PASSWORD) return;

  for (const size of Object.keys(SIZES)) {
    test(`${size}: a report is set, filed, returned, mended and accepted`, size, '/reports', async ({ page, shot, clean }) => {
      const code = 'DL-BIDV-001';
      await signIn(page, PLANNER);
      await page.getByText('Đặt kỳ báo cáo').click();
      const name = `Đột xuất ${size} ${Date.now() % 100000}`;
      await page.getByLabel('Từ tháng').fill('2026-11');
      await page.getByLabel('Hạn nộp').fill('2026-12-05');
      await page.getByLabel('Tên (có thể để trống)').fill(name);
      await page.getByRole('button', { name: 'Đặt kỳ', exact: true }).click();
      await page.getByRole('heading', { level: 3, name }).waitFor();
      await shot('reports-periods', { fullPage: true });
      await clean();

      await signOut(page);
      await signIn(page, OPERATOR);
      await page.getByText(new RegExp(`${name}: còn \\d+ đại lý chưa báo cáo, hạn 05/12/2026`)).first().waitFor();
      await open(page, name);
      await page.getByLabel('Tìm đại lý theo mã hoặc tên').fill(code);
      const line = page.locator('.lines > li');
      await page.getByText(code).waitFor();
      assert.equal(await line.count(), 1);
      await line.getByLabel(/^Hồ sơ hướng dẫn/).fill('nhiều');
      await line.getByText('Ghi số nguyên từ 0 đến 10.000.000').waitFor();
      await line.getByLabel(/^Hồ sơ hướng dẫn/).fill('9.000');
      await line.getByLabel(/^Số người được hỏi/).fill('10');
      await line.getByLabel(/^Số người hài lòng/).fill('12');
      await line.getByText(/Cần xem:.*9000 hồ sơ, trong khi các tháng trước/).waitFor();
      await line.getByText(/Lỗi:.*12 trong khi chỉ có 10/).waitFor();
      await shot('reports-form', { fullPage: true });
      await clean();
      await page.getByRole('button', { name: 'Gửi báo cáo của 1 đại lý đủ số liệu' }).click();
      await page.getByText('Chưa thực hiện được: Còn 1 lỗi phải sửa').waitFor();
      await line.getByLabel(/^Số người hài lòng/).fill('9');
      await line.getByText(/Lỗi:/).waitFor({ state: 'detached' });
      await page.getByText('Đã lưu bản nháp').waitFor();
      await page.getByRole('button', { name: 'Gửi báo cáo của 1 đại lý đủ số liệu' }).click();
      await line.getByText('đã gửi').waitFor();

      const [book] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Tải tệp Excel của đơn vị' }).click()]);
      await page.getByLabel('Chọn tệp đã điền (.xlsx)').setInputFiles(await book.path());
      await page.getByText(/Đọc được \d+ dòng; chưa lưu gì\./).first().waitFor();
      assert.equal(await page.getByRole('heading', { name: /điều cần xem trong tệp/ }).count(), 0, 'lines that are not filled in are no mistakes');
      await shot('reports-workbook', { fullPage: true });
      await clean();

      await signOut(page);
      await signIn(page, BRANCH);
      await decide(page, name, async () => {
        await page.getByLabel('Lý do trả lại').fill('Số hồ sơ nhầm một chữ số');
        await page.getByRole('button', { name: 'Trả lại 1 báo cáo' }).click();
        await page.getByText('Lý do: Số hồ sơ nhầm một chữ số').waitFor();
        await shot('reports-branch', { fullPage: true });
        await clean();
      });

      await signOut(page);
      await signIn(page, OPERATOR);
      await open(page, name);
      await page.getByLabel('Tìm đại lý theo mã hoặc tên').fill(code);
      await line.getByText('bị trả lại').waitFor();
      await line.getByLabel(/^Hồ sơ hướng dẫn/).fill('90');
      await page.getByText('Đã lưu bản nháp').waitFor();
      await page.getByRole('button', { name: 'Gửi báo cáo của 1 đại lý đủ số liệu' }).click();
      await line.getByText('đã gửi').waitFor();
      await page.getByText('Lý do: Số hồ sơ nhầm một chữ số').waitFor();

      await signOut(page);
      await signIn(page, BRANCH);
      await decide(page, name, async () => {
        await page.getByRole('button', { name: 'Chấp nhận 1 báo cáo' }).click();
        await page.locator('em.accepted').waitFor();
      });
    }, { expected: [/status of 409/, /HTTP 409/] });
  }

  test('phone: the form of an operator fits', 'phone', '/reports', async ({ page, shot, clean }) => {
    await signIn(page, OPERATOR);
    await page.locator('section[aria-labelledby="periods-title"]').getByRole('button', { name: /^Mở / }).first().click();
    await page.locator('.lines > li').first().waitFor();
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than the screen');
    await shot('reports-form', { fullPage: true });
    await clean();
    await page.getByRole('button', { name: /English|EN/ }).click();
    await page.getByText('Figures of the agents').waitFor();
    await clean();
  });
}

async function open(page, name) {
  await page.locator('section[aria-labelledby="periods-title"]').getByRole('button', { name: `Mở ${name}` }).click();
}

/** Opens the period and the report that waits, chooses it and decides on it. */
async function decide(page, name, act) {
  await open(page, name);
  await page.getByLabel('Hiện').selectOption({ label: 'đã gửi' });
  await page.getByRole('button', { name: /^Xem báo cáo/ }).first().click();
  await page.getByRole('heading', { name: 'Số liệu đã gửi' }).waitFor();
  await page.getByRole('button', { name: 'Chọn mọi báo cáo đang chờ' }).click();
  await page.getByLabel('Hiện').selectOption({ label: 'Tất cả' });
  await act();
}

async function signOut(page) {
  const back = page.getByRole('button', { name: 'Tất cả các kỳ' });
  if ((await back.count()) > 0) await back.click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await page.getByRole('banner').getByRole('button', { name: 'Đăng nhập' }).waitFor();
}
