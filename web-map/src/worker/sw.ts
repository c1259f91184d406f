/**
 * The page without a network: the shell of the version that was installed, the list of points, tiles that were looked at.
 * Only what the server itself calls public is ever kept; where somebody asked, and everything behind a login, is
 * `no-store` or not on the lists below and passes through untouched. A newer version waits until the reader agrees.
 */
declare const self: ServiceWorkerGlobalScope;
/** Filled in by the build: the files of the shell, and a hash over them and this file. */
declare const GANDAN_SHELL: string[];
declare const GANDAN_MAP: string[];
declare const GANDAN_VERSION: string;

const SHELL = `shell-${GANDAN_VERSION}`;
/** Files named by their content that were loaded later, such as the map. */
const ASSETS = `assets-${GANDAN_VERSION}`;
const DATA = 'data-1';
const TILES = 'tiles-1';
/** Whole answers that every page needs; addresses with a query are never kept. */
const KEPT_ANSWERS = ['about', 'facilities', 'procedures', 'areas'].map((name) => `/api/v1/${name}`);
const PAGES = /^\/(planner|overview|cases|inspections|(poster|rate|report)\/.*)?$/;
/** About 5 MB on the device. */
const MOST_TILES = 250;
/** Milliseconds after which a page that is on the device does not wait for a slow network any longer. */
const PATIENCE = 4000;
/** When a kept answer came from the server, RFC 3339. */
const KEPT_SINCE = 'x-kept-since';

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(GANDAN_SHELL.map((path) => new Request(path, { cache: 'reload' })))));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const mine = [SHELL, ASSETS, DATA, TILES];
      for (const name of await caches.keys()) if (!mine.includes(name)) await caches.delete(name);
      await self.clients.claim();
      // What the first page asked before this worker stood is asked once more, to be there without a network.
      await Promise.all(KEPT_ANSWERS.slice(0, 3).map((path) => fetchAndKeep(new Request(path)).catch(() => undefined)));
    })(),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
  if (event.data === 'keep the map') event.waitUntil(keepMap());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || request.headers.has('authorization')) return;
  if (request.mode === 'navigate') {
    // A frame of another site needs the policy that only the server sends.
    if (PAGES.test(url.pathname) && !url.searchParams.has('embed')) event.respondWith(page(request));
  } else if (url.pathname.startsWith('/assets/') || GANDAN_SHELL.includes(url.pathname)) {
    event.respondWith(asset(request));
  } else if (KEPT_ANSWERS.includes(url.pathname) && url.search === '') {
    event.respondWith(answer(request));
  } else if (url.pathname.startsWith('/tiles/')) {
    event.respondWith(tile(request));
  }
});

/** The network's page; the installed one where the network is gone, slow or broken. */
async function page(request: Request): Promise<Response> {
  const kept = await caches.match('/', { cacheName: SHELL });
  if (!kept) return fetch(request);
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE, null));
  const fresh = await Promise.race([fetch(request).catch(() => null), late]);
  return fresh && fresh.status < 500 ? fresh : kept;
}

async function asset(request: Request): Promise<Response> {
  const kept = (await caches.match(request, { cacheName: SHELL })) ?? (await caches.match(request, { cacheName: ASSETS }));
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await (await caches.open(ASSETS)).put(request, fresh.clone());
  return fresh;
}

/** The network's answer, kept; the kept one, with its age, where none comes or the server is broken. */
async function answer(request: Request): Promise<Response> {
  const fresh = await fetchAndKeep(request).catch(() => null);
  if (fresh && fresh.status < 500) return fresh;
  return (await caches.match(request, { cacheName: DATA })) ?? fresh ?? Response.error();
}

/** The map was drawn, so its files are on the device already: from there they cost no traffic. */
async function keepMap(): Promise<void> {
  const cache = await caches.open(ASSETS);
  for (const path of GANDAN_MAP) if (!(await cache.match(path))) await cache.add(path);
}

async function fetchAndKeep(request: Request): Promise<Response> {
  const fresh = await fetch(request);
  if (mayKeep(fresh)) {
    const headers = new Headers(fresh.headers);
    headers.set(KEPT_SINCE, new Date().toISOString());
    // The body is kept as text: how it was packed on the way is over.
    headers.delete('content-encoding');
    headers.delete('content-length');
    const copy = new Response(await fresh.clone().blob(), { status: 200, headers });
    await (await caches.open(DATA)).put(request, copy);
  }
  return fresh;
}

async function tile(request: Request): Promise<Response> {
  const cache = await caches.open(TILES);
  let fresh: Response;
  try {
    fresh = await fetch(request);
  } catch {
    return (await cache.match(request)) ?? Response.error();
  }
  if (mayKeep(fresh)) {
    const copy = fresh.clone();
    // Not waited for: the map draws meanwhile.
    void cache.put(request, copy).then(() => trim(cache)).catch(() => undefined);
  }
  return fresh;
}

/** The oldest go first. */
async function trim(cache: Cache): Promise<void> {
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - MOST_TILES))) await cache.delete(key);
}

function mayKeep(response: Response): boolean {
  const control = response.headers.get('cache-control') ?? '';
  return response.status === 200 && /\bpublic\b/.test(control) && !/\b(no-store|private)\b/.test(control);
}

export {};
