/**
 * How long the planners' map keeps the page from answering while it is moved, drawn by software alone: BASE_URL=... node
 * tests/panning.mjs. Prints the tasks of the main thread over 50 ms and the longest; the exit code is 1 above 200 ms.
 */
import { startServer } from './browser/server.mjs';
import { launch, mapDrawn, SIZES, watchedPage } from './browser/watched.mjs';

/** Milliseconds that a page may be deaf. */
const MOST = 200;

const server = await startServer();
const browser = await launch();
try {
  const about = await (await fetch(`${server.base}/api/v1/about`)).json();
  const { page, context } = await watchedPage(browser, server.base, SIZES.desktop);
  page.setDefaultTimeout(180_000);
  await page.goto(`${server.base}/planner`);
  await mapDrawn(page);
  await page.evaluate(() => {
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  });
  const box = await page.locator('.maplibregl-canvas').boundingBox();
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (let turn = 0; turn < 6; turn += 1) {
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x + 180 * (turn % 2 ? 1 : -1), middle.y + 90, { steps: 12 });
    await page.mouse.up();
    await page.mouse.wheel(0, turn < 4 ? -240 : 300);
    await page.waitForTimeout(1200);
  }
  await mapDrawn(page);
  const tasks = await page.evaluate(() => window.tasks);
  const longest = Math.max(0, ...tasks);
  console.log(`${about.cells} cells: ${tasks.length} tasks over 50 ms, the longest ${Math.round(longest)} ms`);
  process.exitCode = longest > MOST ? 1 : 0;
  await context.close();
} finally {
  await browser.close();
  await server.stop();
}
