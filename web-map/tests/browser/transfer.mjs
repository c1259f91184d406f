/** What a phone downloads before the first useful list: measured on the wire, as it was packed. */
import assert from 'node:assert/strict';

import { AT } from './places.mjs';

/** Bytes of bodies as sent, before the first list shows. */
const MOST = 150_000;
/** Bytes of the heaviest tile. */
const MOST_TILE = 500_000;

export function transfer(test) {
  test('phone: the first useful list takes less than 150 kB, and the map comes after it', 'phone', '/', async ({ page, base }) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const addresses = new Map();
    const received = [];
    let counting = true;
    session.on('Network.requestWillBeSent', ({ requestId, request }) => addresses.set(requestId, request.url));
    session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
      if (counting) received.push({ url: addresses.get(requestId) ?? '', bytes: encodedDataLength });
    });
    await page.goto('about:blank');
    received.length = 0;
    await page.goto(`${base}/${AT}`, { waitUntil: 'commit' });
    await page.locator('ol > li.card').first().waitFor();
    counting = false;
    // Fonts may still be on their way: they are counted in full, whenever they come.
    await page.evaluate(() => document.fonts.ready);
    const fonts = await page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.woff2')).map(({ name, encodedBodySize }) => ({ url: name, bytes: encodedBodySize })));
    const own = received.filter(({ url }) => !url.endsWith('.woff2') && !isMap(url));
    const total = [...own, ...fonts].reduce((sum, { bytes }) => sum + bytes, 0);
    console.log(`   first list: ${total} bytes, of which fonts ${fonts.reduce((sum, { bytes }) => sum + bytes, 0)}`);
    assert.ok(total > 20_000, `something was measured: ${total}`);
    assert.ok(total < MOST, `${total} bytes: ${JSON.stringify([...own, ...fonts])}`);
    const order = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name, startTime, responseEnd }) => ({ name, startTime, responseEnd })));
    const list = order.find(({ name }) => name.includes('/api/v1/nearest?'));
    for (const { name, startTime } of order.filter((each) => isMap(each.name))) {
      assert.ok(startTime >= list.responseEnd, `${name} began before the list was there`);
    }
    await page.locator('.maplibregl-map').waitFor();
  });

  test('desktop: no tile of the city is heavy', 'desktop', '/', async ({ base }) => {
    const { bbox: [west, south, east, north] } = await (await fetch(`${base}/api/v1/about`)).json();
    let heaviest = { bytes: 0, address: '' };
    for (const zoom of [7, 8, 9, 10, 11]) {
      const [left, top] = tileOf(west, north, zoom);
      const [right, bottom] = tileOf(east, south, zoom);
      for (let x = left; x <= right; x += 1) {
        for (let y = top; y <= bottom; y += 1) {
          const address = `/tiles/${zoom}/${x}/${y}.mvt`;
          const bytes = await wireBytes(base + address);
          if (bytes > heaviest.bytes) heaviest = { bytes, address };
        }
      }
    }
    console.log(`   heaviest tile: ${heaviest.address} ${heaviest.bytes} bytes`);
    assert.ok(heaviest.bytes > 1000 && heaviest.bytes < MOST_TILE, JSON.stringify(heaviest));
  });
}

function isMap(url) {
  return /\/assets\/(create|citizen-map|maplibre)/.test(url) || url.includes('/tiles/');
}

/** Column and row of the tile that holds a place (Web Mercator). */
function tileOf(lon, lat, zoom) {
  const side = 2 ** zoom;
  const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  return [Math.floor(((lon + 180) / 360) * side), Math.floor(y * side)];
}

/** Bytes of the body as sent; `fetch` would unpack it first. */
async function wireBytes(address) {
  const { default: http } = await import('node:http');
  return new Promise((resolve, reject) => {
    http.get(address, { headers: { 'accept-encoding': 'gzip' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (part) => { bytes += part.length; });
      answer.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}
