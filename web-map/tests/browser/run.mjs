/**
 * The pages in a real browser: BASE_URL=http://127.0.0.1:8080 npm run test:browser, or GANDAN=... WORKSPACE=... . Words
 * after the command choose tests by their names. Screenshots are left in shots/. The last line is `N passed, N failed`;
 * the exit code is 1 when something failed.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';

import { citizen } from './citizen.mjs';
import { data } from './data.mjs';
import { offline } from './offline.mjs';
import { overview } from './overview.mjs';
import { planner } from './planner.mjs';
import { poster } from './poster.mjs';
import { reports } from './reports.mjs';
import { scenario } from './scenario.mjs';
import { startServer } from './server.mjs';
import { states } from './states.mjs';
import { transfer } from './transfer.mjs';
import { voice } from './voice.mjs';
import { axeViolations, launch, SHOTS, SIZES, watchedPage } from './watched.mjs';

const tests = [];
const wanted = process.argv.slice(2);
const test = (name, size, address, run, options = {}) => {
  if (wanted.length === 0 || wanted.some((word) => name.includes(word))) tests.push({ name, size, address, run, options });
};
for (const journeys of [citizen, states, offline, poster, planner, data, scenario, reports, overview, voice, transfer]) journeys(test);

let passed = 0;
let failed = 0;
mkdirSync(SHOTS, { recursive: true });
const server = await startServer();
const browser = await launch();
try {
  for (const { name, size, address, run, options } of tests) {
    const { context, page, faults } = await watchedPage(browser, server.base, { ...SIZES[size], ...options });
    const shot = (label, more = {}) => page.screenshot({ path: shot.path(label), ...more });
    shot.path = (label) => `${SHOTS}${label}-${size}.png`;
    const clean = async () => {
      assert.deepEqual(await axeViolations(page), [], 'accessibility');
    };
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
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
