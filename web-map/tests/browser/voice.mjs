/**
 * The public's voice: a visit is rated, a wrong place reported and answered, an agent inspected on a phone. Needs accounts for
 * what comes after the public's part: SUPPORT and INSPECTOR are login names, PASSWORD is the password of both.
 */
import assert from 'node:assert/strict';

import { SIZES, signIn } from './watched.mjs';

const { SUPPORT, INSPECTOR, PASSWORD } = process.env;

export function voice(test) {
  for (const size of Object.keys(SIZES)) {
    test(`${size}: a visit is rated from the card that the QR code leads to`, size, '/', async ({ page, base, shot, clean }) => {
      const point = await agent(base, size === 'phone' ? 0 : 1);
      await page.goto(`${base}/?point=${encodeURIComponent(point.facility)}`);
      await page.getByRole('link', { name: `Đánh giá ${point.name}`, exact: true }).first().click();
      await page.getByRole('heading', { level: 1, name: 'Ông/Bà có hài lòng với lần đến điểm này không?' }).waitFor();
      await page.getByText(point.name).first().waitFor();
      await page.getByRole('button', { name: 'Gửi đánh giá' }).click();
      await page.getByText('Hãy chọn mức độ hài lòng.').waitFor();
      await page.getByRole('radio', { name: 'Không hài lòng', exact: true }).check();
      await page.getByRole('radio', { name: 'Phải chờ lâu' }).check();
      await page.getByLabel('Ý kiến thêm (không bắt buộc)').fill('Gọi 0912 345 678 không ai nghe máy');
      await fits(page);
      await shot('voice-rate', { fullPage: true });
      await clean();
      await page.getByRole('button', { name: 'Gửi đánh giá' }).click();
      await page.getByText('Cảm ơn Ông/Bà. Đánh giá đã được ghi nhận.').first().waitFor();
      await page.getByRole('link', { name: 'Xem việc xử lý ý kiến này' }).waitFor();
      await shot('voice-rated');
      await clean();
      await page.reload();
      await page.getByText('Hôm nay thiết bị này đã đánh giá điểm này.').waitFor();
    });
  }

  for (const size of Object.keys(SIZES)) {
    test(`${size}: a wrong place is reported, and its sender can look the answer up`, size, '/', async ({ page, base, shot, clean }) => {
      const point = await agent(base, size === 'phone' ? 2 : 4);
      await page.goto(`${base}/?point=${encodeURIComponent(point.facility)}`);
      await page.getByRole('link', { name: `Báo sai vị trí, giờ làm việc của ${point.name}` }).first().click();
      await page.getByRole('radio', { name: 'Sai vị trí' }).check();
      await page.getByRole('button', { name: 'Chọn trên bản đồ' }).click();
      await page.locator('.maplibregl-map[data-drawn="yes"]').waitFor({ state: 'attached' });
      await page.locator('.maplibregl-canvas').click({ position: { x: 90, y: 90 } });
      await page.getByText('Đã ghi vị trí đúng.').first().waitFor();
      await page.getByLabel('Nội dung cụ thể (không bắt buộc)').fill('Ở bên kia đường');
      await fits(page);
      await shot('voice-report', { fullPage: true });
      await clean();
      await page.getByRole('button', { name: 'Gửi phản ánh' }).click();
      await page.getByText('Đã tiếp nhận phản ánh.').waitFor();
      await page.getByText('Tình trạng: Mới tiếp nhận.').waitFor();
      await shot('voice-reported');
      await clean();
      const address = page.url();
      if (!SUPPORT || !PASSWORD) return;
      await page.goto(`${base}/cases`);
      await signIn(page, SUPPORT);
      await page.getByRole('button', { name: /Sai vị trí/ }).first().click();
      await page.getByText('Ở bên kia đường').last().waitFor();
      await shot('voice-case', { fullPage: true });
      await clean();
      await page.getByRole('button', { name: 'Nhận xử lý' }).click();
      await page.getByLabel('Nội dung trả lời (người phản ánh đọc được)').fill('Đã sửa vị trí trên bản đồ.');
      await page.getByRole('button', { name: 'Trả lời', exact: true }).click();
      await page.getByText('Đã trả lời').first().waitFor();
      await page.goto(address);
      await page.getByText('Đã sửa vị trí trên bản đồ.').waitFor();
    });
  }

  if (!SUPPORT || !INSPECTOR || !PASSWORD) return;

  for (const size of Object.keys(SIZES)) {
    test(`${size}: support reads cases and the words of ratings`, size, '/cases', async ({ page, shot, clean }) => {
      await page.getByText('Đăng nhập để xem và xử lý phản ánh.').waitFor();
      await clean();
      await signIn(page, SUPPORT);
      await page.getByRole('button', { name: /Đánh giá thấp/ }).first().click();
      await page.getByText('Gọi [số đã ẩn] không ai nghe máy').last().waitFor();
      await shot('voice-cases', { fullPage: true });
      await clean();
      await page.getByRole('button', { name: 'Ý kiến chờ đọc' }).click();
      await page.getByRole('button', { name: 'Cho hiển thị' }).first().waitFor();
      await shot('voice-words', { fullPage: true });
      await clean();
      const before = await page.getByRole('button', { name: 'Cho hiển thị' }).count();
      await page.getByRole('button', { name: 'Cho hiển thị' }).first().click();
      await page.waitForFunction((count) => [...document.querySelectorAll('li .ways')].length < count, before);
    });
  }

  for (const size of Object.keys(SIZES)) {
    test(`${size}: an agent is inspected, kept over a reload and sent`, size, '/inspections', async ({ page, base, context, shot, clean }) => {
      const point = await agent(base, size === 'phone' ? 3 : 5);
      await signIn(page, INSPECTOR);
      await page.getByLabel('Tìm đại lý theo tên, mã hoặc địa chỉ').fill(point.facility);
      await page.getByRole('button', { name: new RegExp(point.facility.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) }).first().click();
      await page.getByRole('heading', { level: 1, name: point.name }).waitFor();
      const groups = page.getByRole('group');
      await groups.nth(0).getByText('Đạt', { exact: true }).click();
      await page.getByText('Đã ghi 1/9 mục').waitFor();
      await page.reload();
      await page.getByText('Đã ghi 1/9 mục').waitFor();
      await page.getByRole('button', { name: 'Gửi kết quả kiểm tra' }).click();
      await page.getByText('Hãy chọn kết quả của mục này.').waitFor();
      for (let number = 1; number < 9; number += 1) await groups.nth(number).getByText(number === 8 ? 'Chưa đạt' : 'Đạt', { exact: true }).click();
      await page.getByRole('button', { name: 'Thêm việc cần khắc phục' }).click();
      await page.getByLabel('Việc 1', { exact: true }).fill('Treo biển hiệu, niêm yết 1022 và 19001009');
      await fits(page);
      const small = await page.evaluate(() => [...document.querySelectorAll('main .choice, main .button')].filter((each) => each.getBoundingClientRect().height < 48).length);
      assert.equal(small, 0, 'large targets');
      await shot('voice-inspection', { fullPage: true });
      await clean();
      await context.setOffline(true);
      await page.getByRole('button', { name: 'Gửi kết quả kiểm tra' }).click();
      await page.getByText('Không có kết nối mạng: chưa gửi được.').waitFor();
      await context.setOffline(false);
      await page.getByRole('button', { name: 'Gửi kết quả kiểm tra' }).click();
      await page.getByRole('heading', { name: 'Chờ khắc phục' }).waitFor();
      await page.getByText('Đạt 8/9 mục').first().waitFor();
      await shot('voice-inspections', { fullPage: true });
      await clean();
      const mend = page.getByRole('button', { name: /^Đã khắc phục/ });
      const before = await mend.count();
      await mend.first().click();
      await page.getByRole('button', { name: 'Xác nhận đã khắc phục' }).click();
      await page.waitForFunction((count) => document.querySelectorAll('[aria-labelledby="due-heading"] li').length < count, before);
    }, { expected: [/ERR_INTERNET_DISCONNECTED/] });
  }

  for (const size of Object.keys(SIZES)) {
    test(`${size}: alerts stand on the overview of who may know of them`, size, '/cases', async ({ page, base, shot, clean }) => {
      await signIn(page, SUPPORT);
      await page.goto(`${base}/overview`);
      await page.getByRole('heading', { name: 'Cần lưu ý' }).waitFor();
      await page.getByText(/cảnh báo$/).waitFor();
      await page.getByRole('heading', { name: 'Cần lưu ý' }).scrollIntoViewIfNeeded();
      await shot('voice-alerts');
      await clean();
      // A workspace may hold no review yet.
    }, { expected: [/404.*api\/v1\/review/] });
  }
}

async function agent(base, index) {
  const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
  return facilities.filter((each) => each.kind === 'agent' && each.status === 'open')[index];
}

async function fits(page) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than the screen');
}
