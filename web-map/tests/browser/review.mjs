/**
 * A planner's way from settings to a plan, on a workspace without one: settings, run, progress, plan, adopted, shown. It makes a
 * workspace of its own and needs the program (GANDAN) and the name and password of an account to make (PLANNER, PASSWORD).
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startServer } from './server.mjs';
import { mapDrawn, SIZES, signIn } from './watched.mjs';

const { GANDAN, PLANNER, PASSWORD } = process.env;
/** Milliseconds for a review of the small city; a debug build solves slowly. */
const REVIEW = 600_000;

/** What the form does not show: a review of seconds rather than minutes. */
const QUICK = 'counterfactual_s = 0.0\nrobustness_plans = 0\nsensitivity_s = 1.0\nsensitivity_speeds = []\n';

/** No plan yet, and a settings file that is refused. */
const EXPECTED = [/status of 404 .*\/api\/v1\/review\)/, /status of 400 .*\/review\/settings\)/, /HTTP 400: .*\/review\/settings$/];

let folder = null;

/** The modelled city in large cells, with an account and without a plan; made once and copied for each journey. */
async function bareServer(size) {
  if (folder === null) {
    folder = mkdtempSync(join(tmpdir(), 'gandan-review-'));
    process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
    const first = join(folder, 'bare.gpkg');
    execFileSync(GANDAN, ['demo', '--cell-metres', '2000', '--out', first], { stdio: 'ignore' });
    execFileSync(GANDAN, ['user', 'add', first, PLANNER, '--name', PLANNER, '--role', 'planner', '--password-file', '-'], {
      input: `${PASSWORD}\n`, stdio: ['pipe', 'ignore', 'inherit'],
    });
  }
  for (const ending of ['.gpkg', '.gpkg.private.sqlite']) copyFileSync(join(folder, `bare${ending}`), join(folder, `${size}${ending}`));
  return startServer({ workspace: join(folder, `${size}.gpkg`) });
}

export function review(test) {
  if (!GANDAN || !PLANNER || !PASSWORD) return;

  for (const size of Object.keys(SIZES)) {
    test(`${size}: a review is set, run, watched, adopted and shown`, size, '/planner', async ({ page, base, shot, clean }) => {
      const panel = page.locator('section[aria-labelledby="review-heading"]');
      await panel.getByText('Chưa có phương án rà soát.').waitFor();
      await panel.getByRole('button', { name: 'Đăng nhập để lập phương án' }).waitFor();
      await clean();
      await signIn(page, PLANNER);

      // The card without a proposal leads to the form.
      await page.getByRole('button', { name: 'Đến mục lập phương án' }).click();
      const dialog = page.getByRole('dialog', { name: 'Lập phương án rà soát' });
      const distance = dialog.getByLabel('Khoảng cách sắp xếp lại, mét');
      await distance.waitFor();
      assert.equal(await distance.inputValue(), '1000');
      assert.equal(await dialog.getByRole('radio').count(), 4);
      await narrow(page);
      await shot('review-form');
      await clean();

      // What is wrong is told while it is typed, and nothing is sent.
      await distance.fill('xa');
      await dialog.getByText('“xa” không phải là số.').waitFor();
      await dialog.getByRole('button', { name: 'Chạy rà soát' }).click();
      assert.equal(await distance.evaluate((field) => field === document.activeElement), true, 'the wrong field is gone to');
      await clean();
      await distance.fill('1.000');
      await dialog.getByLabel('Số thay đổi tối đa').fill('40');

      await dialog.getByText('Điều kiện khác: tệp điều kiện').click();
      const file = dialog.getByLabel('Mở tệp điều kiện');
      await file.setInputFiles({ name: 'sai.toml', mimeType: 'application/toml', buffer: Buffer.from('presett = 1') });
      await dialog.getByText(/^sai\.toml không dùng được: .*presett/s).waitFor();
      await file.setInputFiles({ name: 'nhanh.toml', mimeType: 'application/toml', buffer: Buffer.from(`maximum_changes = 40\n${QUICK}`) });
      await dialog.getByText('Đã lấy điều kiện từ nhanh.toml.').waitFor();
      await dialog.getByText('robustness_plans = 0').waitFor();
      assert.equal(await dialog.getByLabel('Số thay đổi tối đa').inputValue(), '40');
      await dialog.getByLabel('Thời gian giải, giây').fill('30');
      const [download] = await Promise.all([
        page.waitForEvent('download'), dialog.getByRole('button', { name: 'Tải các điều kiện này về (TOML)' }).click(),
      ]);
      assert.equal(download.suggestedFilename(), 'dieu-kien-ra-soat.toml');
      await dialog.getByRole('button', { name: 'Chạy rà soát' }).scrollIntoViewIfNeeded();
      await shot('review-form-file');
      await clean();

      await dialog.getByRole('button', { name: 'Chạy rà soát' }).click();
      await panel.getByRole('heading', { name: /^(Đang rà soát|Phương án vừa lập)$/ }).waitFor();
      const stop = panel.getByRole('button', { name: 'Dừng rà soát' });
      if (await stop.count()) {
        await shot('review-running');
        await clean();
      }
      // The job is the server's: the page may be left.
      await page.reload();
      const look = panel.getByRole('button', { name: /^Xem / }).first();
      const result = panel.getByRole('heading', { name: 'Phương án vừa lập' });
      await panel.getByText(/^Các lần rà soát gần đây/).or(result).or(stop).first().waitFor();
      if (!(await stop.count()) && !(await result.count())) {
        await panel.getByText(/^Các lần rà soát gần đây/).click();
        await look.click();
      }
      if (await stop.count()) await shot('review-watched');
      await result.waitFor({ timeout: REVIEW });
      await panel.getByText(/^Thận trọng: /).waitFor();
      assert.equal((await page.request.get(`${base}/api/v1/review`)).status(), 404, 'nothing is kept before it is adopted');
      const adopt = panel.getByRole('button', { name: 'Dùng phương án này' });
      await adopt.scrollIntoViewIfNeeded();
      await narrow(page);
      await shot('review-result');
      await clean();

      const tiles = page.waitForRequest(/\/tiles\/\d+\/\d+\/\d+\.mvt$/, { timeout: REVIEW });
      await adopt.click();
      await panel.getByText('Bản đồ và danh sách đã theo phương án này.').waitFor({ timeout: REVIEW });
      const kept = await (await fetch(`${base}/api/v1/review`)).json();
      assert.equal(kept.settings.maximum_changes, 40);
      const list = page.locator('section[aria-labelledby="proposals-heading"]');
      const told = await list.getByRole('heading', { level: 2 }).innerText();
      assert.equal(Number(/([\d.]+) điểm/.exec(told)[1].replace('.', '')), kept.decisions.length, 'the list shows the plan');
      assert.equal(await page.getByText('Chưa có phương án rà soát', { exact: false }).count(), 0);
      await tiles;
      await mapDrawn(page);
      await shot('review-shown');
      await clean();
      const merge = kept.decisions.find((each) => each.decision === 'merge');
      assert.ok(merge, 'the small city has a merge to propose');
      await mapDrawn(page);
      await page.goto(`${base}/planner?point=${encodeURIComponent(merge.facility)}`);
      await page.locator('section[aria-labelledby="card-heading"]').getByText(/^Sắp xếp lại/).first().waitFor();
      await mapDrawn(page);
      await shot('review-adopted');
      await clean();

      // Another run is called off.
      await panel.getByRole('button', { name: 'Lập phương án mới…' }).click();
      await dialog.getByRole('radio', { name: 'Tiết kiệm' }).check();
      await dialog.getByText('Cách “Tiết kiệm” không xét khoảng cách này.').waitFor();
      await dialog.getByRole('button', { name: 'Chạy rà soát' }).click();
      await stop.click();
      await panel.getByText('Đã dừng, không có phương án.').waitFor({ timeout: REVIEW });
      await clean();
      await panel.getByRole('button', { name: 'Đóng' }).click();
      await panel.getByText(/^Các lần rà soát gần đây \(2\)/).click();
      await shot('review-recent');
      await clean();
    }, { server: () => bareServer(size), expected: EXPECTED });
  }
}

async function narrow(page) {
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), 'nothing is wider than the screen');
}
