/**
 * The pages in a real browser: BASE_URL=http://127.0.0.1:8080 npm run test:browser, or GANDAN=... WORKSPACE=... . Words
 * after the command choose tests by their names. Screenshots are left in shots/, which is emptied first; each page is checked by
 * axe where its picture is taken. The last line is `N passed, N failed`;
 * the exit code is 1 when something failed.
 */
import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';

import { citizen } from './citizen.mjs';
import { data } from './data.mjs';
import { english } from './english.mjs';
import { offline } from './offline.mjs';
import { overview } from './overview.mjs';
import { planner } from './planner.mjs';
import { poster } from './poster.mjs';
import { reports } from './reports.mjs';
import { review } from './review.mjs';
import { scenario } from './scenario.mjs';
import { startServer } from './server.mjs';
import { states } from './states.mjs';
import { targets } from './targets.mjs';
import { transfer } from './transfer.mjs';
import { voice } from './voice.mjs';
import { axeViolations, launch, SHOTS, SIZES, watchedPage } from './watched.mjs';

const tests = [];
const wanted = process.argv.slice(2);
const test = (name, size, address, run, options = {}) => {
  if (wanted.length === 0 || wanted.some((word) => name.includes(word))) tests.push({ name, size, address, run, options });
};
for (const journeys of [citizen, states, offline, poster, planner, targets, data, scenario, reports, overview, voice, english, transfer, review]) journeys(test);

let passed = 0;
let failed = 0;
// Pictures of a page as it was once are looked at as if they were of today.
if (wanted.length === 0) rmSync(SHOTS, { recursive: true, force: true });
mkdirSync(SHOTS, { recursive: true });
/** Most journeys share one; those that bring their own are told its address alone. */
const shared = tests.some(({ options }) => !options.server) ? await startServer() : null;
const browser = await launch();
try {
  for (const { name, size, address, run, options: { server: ownServer, ...options } } of tests) {
    const server = ownServer ? await ownServer() : shared;
    const { context, page, faults } = await watchedPage(browser, server.base, { ...SIZES[size], ...options });
    // What was checked stands as it was: a picture and a check after it are of one state.
    let checked = null;
    const clean = async () => {
      const now = await page.content();
      if (now === checked) return;
      assert.deepEqual(await axeViolations(page), [], 'accessibility');
      checked = now;
    };
    const shot = async (label, more = {}) => {
      await page.screenshot({ path: shot.path(label), ...more });
      await clean();
    };
    shot.path = (label) => `${SHOTS}${label}-${size}.png`;
    try {
      await page.goto(server.base + address);
      await run({ page, context, browser, base: server.base, size: SIZES[size], shot, clean });
      assert.deepEqual(faults, [], 'faults in the browser');
      passed += 1;
      console.log(`ok - ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED - ${name}\n${error.message}\n${faults.join('\n')}`);
      await page.screenshot({ path: `${SHOTS}failed-${failed}.png` }).catch(() => {});
    } finally {
      await context.close();
      if (server !== shared) await server.stop();
    }
  }
} finally {
  await browser.close();
  await shared?.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
