/**
 * The planners' pages of data: a file is checked, imported and taken back; what the checks say. Needs the accounts of the
 * scenario's tests, and a copy of a workspace: it writes into it.
 */
import assert from 'node:assert/strict';

import { mapDrawn, SIZES, signIn } from './watched.mjs';

const { PLANNER, APPROVER, PASSWORD } = process.env;

/** A debug build that is busy takes longer for its first run than an answer may; the page asks again. */
const BUSY = [/status of 503/, /HTTP 503/];

export function data(test) {
  for (const size of Object.keys(SIZES)) {
    test(`${size}: who is not signed in is told who imports`, size, '/planner/import', async ({ page, clean }) => {
      await page.getByText('Đăng nhập bằng tài khoản cán bộ quy hoạch').waitFor();
      await clean();
      await page.goto(new URL('/planner/checks', page.url()).href);
      await page.getByText('Đăng nhập để xem kết quả kiểm tra dữ liệu.').waitFor();
      await clean();
    });
  }

  if (!PLANNER || !APPROVER || !PASSWORD) return;

  for (const size of Object.keys(SIZES)) {
    test(`${size}: a file is checked first, told row by row, given up without a trace`, size, '/planner/import', async ({ page, base, shot, clean }) => {
      await signIn(page, PLANNER);
      await page.getByRole('heading', { name: 'Tệp cần nhập' }).waitFor();
      await shot('import-start', { fullPage: true });
      await clean();
      await page.getByRole('button', { name: 'Kiểm tra tệp' }).click();
      await page.getByText('Hãy chọn một tệp.').waitFor();
      const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
      const known = facilities.find((each) => each.kind === 'agent');
      await choose(page, 'đại lý quý 3.csv', [
        'code,name,kind,lon,lat',
        `${known.facility},${known.name} (đã dời),agent,${known.lon + 0.002},${known.lat}`,
        'TN-MOI-1,Đại lý thử nghiệm Hồ Tây,agent,105.8231,21.0512',
        'TN-SAI-1,Đại lý sai tọa độ,agent,505.8,21.05',
      ]);
      await page.getByRole('heading', { name: 'Tệp có 1 lỗi: chỉ nhập được các dòng đúng' }).waitFor();
      await page.getByText('1 điểm mới', { exact: true }).waitFor();
      await page.getByRole('heading', { name: 'Từng phát hiện' }).waitFor();
      const row = page.locator('tr', { hasText: '505.8' }).first();
      await row.waitFor();
      assert.match(await row.innerText(), /từ chối dòng/, 'what was done is told');
      const href = await page.getByRole('link', { name: /dòng bị từ chối kèm lý do/ }).getAttribute('href');
      const rejected = await page.evaluate(async (address) => (await fetch(address)).text(), href);
      assert.match(rejected, /TN-SAI-1/);
      assert.doesNotMatch(rejected, /TN-MOI-1/);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than the screen');
      await shot('import-checked', { fullPage: true });
      await clean();
      await page.getByRole('button', { name: 'Bỏ tệp này' }).click();
      await page.getByRole('heading', { name: 'Tệp cần nhập' }).waitFor();
      const after = await (await fetch(`${base}/api/v1/facilities`)).json();
      assert.equal(after.facilities.length, facilities.length, 'nothing was written');
    });
  }

  for (const size of Object.keys(SIZES)) {
    test(`${size}: a file is imported, served without a restart, and taken back`, size, '/planner/import', async ({ page, base, shot, clean }) => {
      const count = async () => (await (await fetch(`${base}/api/v1/facilities`)).json()).facilities.length;
      const before = await count();
      await signIn(page, PLANNER);
      await choose(page, 'noi-mo-diem.csv', ['code,name,lon,lat', 'NM-1,Nhà văn hóa thôn Đoài,105.71,21.12'], 'candidates');
      await page.getByRole('heading', { name: 'Tệp nhập được' }).waitFor();
      await page.getByLabel('Nguồn và giấy phép').fill('Danh sách của xã, 11/2026');
      await page.getByRole('button', { name: 'Xác nhận nhập' }).click();
      await page.getByRole('heading', { name: 'Đã ghi vào dữ liệu' }).waitFor();
      await shot('import-done');
      await clean();
      await page.getByText('Bản đồ và mọi số liệu đã theo dữ liệu mới.').waitFor({ timeout: 300_000 });
      const history = page.locator('section[aria-labelledby="imports-heading"]');
      await history.getByText(/Nhập nơi có thể mở điểm: noi-mo-diem\.csv/).first().waitFor();
      await history.getByRole('button', { name: /^Hoàn tác mục/ }).first().click();
      const dialog = page.getByRole('dialog', { name: /^Hoàn tác mục/ });
      await clean();
      await dialog.getByRole('button', { name: 'Hoàn tác', exact: true }).click();
      await page.getByText('Bản đồ và mọi số liệu đã theo dữ liệu mới.').waitFor({ timeout: 300_000 });
      await history.getByText(/Hoàn tác mục \d+/).first().waitFor();
      await shot('import-history', { fullPage: true });
      assert.equal(await count(), before);
    });
  }

  for (const size of Object.keys(SIZES)) {
    test(`${size}: the checks tell what is wrong, whom it concerns and how it is repaired`, size, '/planner/checks', async ({ page, shot, clean }) => {
      await signIn(page, APPROVER);
      await page.getByRole('heading', { name: /^Theo loại phát hiện/ }).waitFor({ timeout: 180_000 });
      const list = page.locator('section[aria-labelledby="tallies-heading"]');
      await list.locator('summary').first().click();
      await list.getByText('Cách sửa:').first().waitFor();
      await list.getByRole('button', { name: /^Xem từng trường hợp/ }).first().click();
      await page.getByText(/^Chỉ xem: /).waitFor();
      const show = page.getByRole('button', { name: /^Xem trên bản đồ/ });
      if (await show.count()) {
        await show.first().click();
        await mapDrawn(page);
      }
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than the screen');
      await shot('checks', { fullPage: true });
      await clean();
    }, { expected: BUSY });
  }

  for (const size of Object.keys(SIZES)) {
    test(`${size}: hours, capacity, procedures, speed and a mobile stop are set in a scenario`, size, '/planner', async ({ page, base, shot, clean }) => {
      await signIn(page, PLANNER);
      await page.getByRole('button', { name: 'Lập mới' }).click();
      const dialog = page.getByRole('dialog', { name: 'Lập kịch bản mới' });
      await dialog.getByLabel('Tên kịch bản').fill(`Thử biểu mẫu ${size} ${Date.now() % 100000}`);
      const from = dialog.getByLabel('Hiện trạng, chưa có thay đổi nào');
      if (await from.count()) await from.check();
      await dialog.getByRole('button', { name: 'Lập kịch bản' }).click();
      await page.waitForURL(/scenario=/);
      const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
      const agent = facilities.find((each) => each.kind === 'agent' && each.status === 'open');
      const here = new URL(page.url());
      here.searchParams.set('point', agent.facility);
      await page.goto(here.href);
      const card = page.locator('section[aria-labelledby="edit-heading"]');
      await card.getByRole('heading', { level: 3, name: agent.name, exact: true }).waitFor();

      await card.getByRole('button', { name: 'Giờ làm việc' }).click();
      const sunday = card.getByRole('group', { name: 'Chủ Nhật' });
      const box = sunday.getByRole('checkbox', { name: 'Chủ Nhật', exact: true });
      if (!(await box.isChecked())) await box.check();
      await sunday.getByLabel('Chủ Nhật: mở cửa lúc').first().fill('09:15');
      await shot('fact-hours');
      await clean();
      await card.getByRole('button', { name: 'Lưu vào kịch bản' }).click();
      await card.getByText(/^Đổi giờ làm việc của .*Su 09:15/).waitFor();

      await card.getByRole('button', { name: 'Năng lực' }).click();
      await card.getByLabel(/^Năng lực, hồ sơ mỗi tháng/).fill('không');
      await card.getByRole('button', { name: 'Lưu vào kịch bản' }).click();
      await card.getByText('Năng lực phải là một số').waitFor();
      await card.getByLabel(/^Năng lực, hồ sơ mỗi tháng/).fill('450');
      await card.getByRole('button', { name: 'Lưu vào kịch bản' }).click();
      await card.getByText(/: 450 hồ sơ\/tháng/).waitFor();

      await card.getByRole('button', { name: 'Thủ tục', exact: true }).click();
      const all = card.getByLabel('Toàn bộ danh mục thủ tục thiết yếu');
      if (await all.isChecked()) await all.uncheck();
      await card.locator('.procedures input').first().waitFor();
      await card.locator('.procedures input:not(:checked)').first().check();
      await clean();
      await card.getByRole('button', { name: 'Lưu vào kịch bản' }).click();
      await card.getByText(/^Đổi thủ tục của/).waitFor();

      const speed = page.locator('section[aria-labelledby="speed-heading"]');
      await speed.locator('summary').click();
      await speed.getByRole('button', { name: '60' }).click();
      await speed.getByText('60 % hiện nay').waitFor();
      await page.waitForFunction(() => document.querySelector('section[aria-labelledby="impact-heading"]')?.getAttribute('aria-busy') === 'false', null, { timeout: 180_000 });
      await shot('fact-speed');
      await clean();

      await page.getByRole('button', { name: '+ Mở điểm mới' }).click();
      const form = page.locator('section[aria-labelledby="place-heading"]');
      await form.getByLabel('Loại điểm').selectOption('mobile_stop');
      await form.getByLabel('Tên điểm').fill('Xe dịch vụ công, nhà văn hóa thôn Đoài');
      await form.getByLabel('Vĩ độ').fill('21.1');
      await form.getByLabel('Vĩ độ').press('Tab');
      await form.getByLabel('Kinh độ').fill('105.7');
      await form.getByLabel('Kinh độ').press('Tab');
      await form.getByRole('button', { name: 'Mở điểm', exact: true }).click();
      await form.getByText('Hãy chọn ít nhất một ngày trong lịch dừng.').waitFor();
      await form.getByRole('checkbox', { name: 'Thứ Ba', exact: true }).check();
      await shot('fact-mobile');
      await clean();
      await form.getByRole('button', { name: 'Mở điểm', exact: true }).click();
      await card.getByText(/Thêm điểm tiếp nhận lưu động Xe dịch vụ công/).waitFor();
      await page.getByRole('tab', { name: 'Thay đổi (5)' }).waitFor();
    }, { expected: BUSY });
  }

  for (const size of Object.keys(SIZES)) {
    test(`${size}: the map is exported as a picture and its data as files`, size, '/planner?cells=points', async ({ page, base, shot, clean }) => {
      await signIn(page, PLANNER);
      await mapDrawn(page);
      await shot('planner-points');
      await page.getByRole('button', { name: 'Xuất', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Xuất' });
      await shot('export');
      await clean();
      const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Tải ảnh PNG' }).click()]);
      assert.equal(download.suggestedFilename(), 'gandan-ban-do.png');
      await download.saveAs(shot.path('export-picture'));
      for (const name of ['GeoPackage', 'Excel', 'GeoJSON']) {
        const href = await dialog.getByRole('link', { name: `Điểm phục vụ, ${name}` }).getAttribute('href');
        const answer = await page.evaluate(async (address) => {
          const response = await fetch(address);
          return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
        }, href);
        assert.equal(answer.status, 200, `${base}${href}`);
        assert.ok(answer.bytes > 1000, `${name} has ${answer.bytes} bytes`);
      }
    });
  }
}

async function choose(page, name, lines, kind = 'facilities') {
  await page.getByLabel('Loại dữ liệu').selectOption(kind);
  await page.getByLabel('Kéo tệp vào đây hoặc chọn tệp').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\n')}\n`) });
  await page.getByRole('radio', { name: /^Thêm vào/ }).check();
  await page.getByRole('button', { name: 'Kiểm tra tệp' }).click();
}
