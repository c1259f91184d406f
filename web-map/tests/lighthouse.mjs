/**
 * Lighthouse 12 on the citizens' page, phone profile: BASE_URL=http://127.0.0.1:8080 npm run lighthouse (or GANDAN and
 * WORKSPACE, as for the browser tests). Slow and noisy on a loaded machine, so no part of `make test`. Each page is measured
 * RUNS times and the median run counts; the exit code is 1 when a score is below 95. Words after the command choose pages.
 * Without a graphics card the map is drawn by the processor, four times slowed down: the score of `list` then tells of that.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

import lighthouse from 'lighthouse';

import { AT } from './browser/places.mjs';
import { startServer } from './browser/server.mjs';
import { launch, SHOTS } from './browser/watched.mjs';

const RUNS = Number(process.env.RUNS ?? 3);
const LEAST = 95;
const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
const FIGURES = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'total-byte-weight'];

/** The page as it is opened first; the same with a place, list and map. */
const PAGES = [['start', '/'], ['list', `/${AT}`]];

const port = await freePort();
const server = await startServer();
const browser = await launch([`--remote-debugging-port=${port}`]);
let isLow = false;
try {
  mkdirSync(SHOTS, { recursive: true });
  const wanted = process.argv.slice(2);
  for (const [name, address] of PAGES.filter(([name]) => wanted.length === 0 || wanted.includes(name))) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) {
      // The default settings are a phone of the middle class on slow 4G.
      const { lhr, report } = await lighthouse(server.base + address, { port, output: 'html', onlyCategories: CATEGORIES, logLevel: 'error' });
      runs.push({ lhr, report });
    }
    runs.sort((a, b) => a.lhr.categories.performance.score - b.lhr.categories.performance.score);
    const { lhr, report } = runs[Math.floor(runs.length / 2)];
    writeFileSync(`${SHOTS}lighthouse-${name}.html`, report);
    const scores = CATEGORIES.map((id) => [id, Math.round(lhr.categories[id].score * 100)]);
    if (scores.some(([, score]) => score < LEAST)) isLow = true;
    console.log(`${name} (${address}), Lighthouse ${lhr.lighthouseVersion}, ${RUNS} runs`);
    console.log(`  ${scores.map(([id, score]) => `${id} ${score}`).join(', ')}`);
    console.log(`  ${FIGURES.map((id) => `${lhr.audits[id].title} ${lhr.audits[id].displayValue}`).join(', ')}`);
    for (const id of CATEGORIES.slice(1)) {
      for (const { id: audit } of lhr.categories[id].auditRefs) {
        const { score, title } = lhr.audits[audit];
        if (score !== null && score < 1) console.log(`  below 1: ${audit} - ${title}`);
      }
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
process.exitCode = isLow ? 1 : 0;

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address();
      probe.close(() => resolve(free));
    });
  });
}
