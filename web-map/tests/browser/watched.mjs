/** A browser page that remembers everything it must not do: console errors, refused content, requests to elsewhere. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

export const SHOTS = fileURLToPath(new URL('../../shots/', import.meta.url));
export const SIZES = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
};

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** @param {string[]} more Further switches. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...more,
      '--headless', '--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update',
      // The city's server is local here only: a public site may frame it in earnest.
      '--disable-features=LocalNetworkAccessChecks', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/**
 * Opens a context of its own and a page whose faults are gathered in `faults`. Without a service worker, which has tests
 * of its own; `expected` are patterns of faults that a test brings about itself.
 */
export async function watchedPage(browser, base, { expected = [], ...options }) {
  const context = await browser.newContext({ locale: 'vi-VN', reducedMotion: 'reduce', serviceWorkers: 'block', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults = { push: (fault) => { if (!expected.some((pattern) => pattern.test(fault))) found.push(fault); } };
  const found = [];
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    faults.push(`console: ${message.text()} (${url})`);
  });
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol === 'data:' || url.protocol === 'blob:') return;
    if (url.origin !== base) faults.push(`request to elsewhere: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    // A question that a newer one replaced, or a tile that left the view, is given up on purpose.
    if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
    faults.push(`request failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !mayBeMissing(response)) faults.push(`HTTP ${response.status()}: ${response.url()}`);
  });
  await page.addInitScript(() => {
    window.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return { context, page, faults: found };
}

/** A workspace without a review answers 404 on purpose. */
function mayBeMissing(response) {
  return response.status() === 404 && new URL(response.url()).pathname === '/api/v1/review';
}

/** Violations of WCAG 2.2 A and AA, one line each. */
export async function axeViolations(page) {
  await page.evaluate(AXE);
  const results = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags } }), WCAG);
  return results.violations.map(
    (each) => `${each.id}: ${each.help} - ${each.nodes.slice(0, 3).map((node) => `${node.target.join(' ')} [${node.failureSummary}]`).join(' | ')}`,
  );
}

/** Waits until a map is drawn: nothing is loading and the last frame stands. */
export async function mapDrawn(page) {
  await page.waitForLoadState('networkidle');
  await page.waitForSelector('.maplibregl-map[data-drawn="yes"]', { state: 'attached' });
  // One more frame for what came last.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}

/** Signs in from the page's head; the password of all test accounts is PASSWORD. */
export async function signIn(page, login) {
  await page.getByRole('banner').getByRole('button', { name: 'Đăng nhập' }).click();
  const dialog = page.getByRole('dialog', { name: 'Đăng nhập' });
  await dialog.getByLabel('Tên đăng nhập').fill(login);
  await dialog.getByLabel('Mật khẩu', { exact: true }).fill(process.env.PASSWORD);
  await dialog.getByRole('button', { name: 'Đăng nhập' }).click();
  await dialog.waitFor({ state: 'detached' });
}
