import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the server: `gandan serve` listens here unless told otherwise. */
const server = process.env.GANDAN_URL ?? 'http://127.0.0.1:8080';

/** Fonts of the citizens' page that the shell needs without a network; a rare letter of another subset falls back. */
const SHELL_FONTS = /be-vietnam-pro-(vietnamese|latin)-(400|600)-normal-[^/]*\.woff2$/;
const SHELL_FILES = ['/favicon.svg', '/manifest.webmanifest', '/icon-192.png', '/icon-512.png'];

/** Tells the service worker its files: the page, what the page imports at once, and the fonts. */
function shellOfWorker(): Plugin {
  return {
    name: 'gandan-shell',
    apply: 'build',
    enforce: 'post',
    writeBundle({ dir }, bundle) {
      if (dir === undefined) return;
      const wanted = new Set<string>();
      const follow = (name: string) => {
        const chunk = bundle[name];
        if (wanted.has(name) || chunk?.type !== 'chunk') return;
        wanted.add(name);
        chunk.imports.forEach(follow);
        chunk.viteMetadata?.importedCss.forEach((css) => wanted.add(css));
      };
      for (const [name, chunk] of Object.entries(bundle)) {
        if (chunk.type === 'chunk' && chunk.isEntry && name !== 'sw.js') follow(name);
        if (SHELL_FONTS.test(name)) wanted.add(name);
      }
      // The map, for devices that have drawn it once: its chunk, what that imports, and MapLibre's own worker.
      const shellNames = new Set(wanted);
      for (const [name, chunk] of Object.entries(bundle)) {
        if (chunk.type === 'chunk' && chunk.name === 'citizen-map') follow(name);
        if (/maplibre-gl-worker-[^/]*\.js$/.test(name)) wanted.add(name);
      }
      const map = [...wanted].filter((name) => !shellNames.has(name)).sort().map((name) => `/${name}`);
      const shell = ['/', ...[...shellNames].sort().map((name) => `/${name}`), ...SHELL_FILES];
      const worker = readFileSync(join(dir, 'sw.js'), 'utf8');
      const hash = createHash('sha256').update(worker).update(readFileSync(join(dir, 'index.html'))).update([...shell, ...map].join());
      const filled = worker
        .replaceAll('GANDAN_SHELL', JSON.stringify(shell))
        .replaceAll('GANDAN_MAP', JSON.stringify(map))
        .replaceAll('GANDAN_VERSION', JSON.stringify(hash.digest('hex').slice(0, 16)));
      writeFileSync(join(dir, 'sw.js'), filled);
    },
  };
}

export default defineConfig({
  plugins: [svelte(), shellOfWorker()],
  // The content security policy allows fonts and images from the server itself only: nothing is inlined.
  build: {
    assetsInlineLimit: 0,
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { index: 'index.html', sw: 'src/worker/sw.ts' },
      // The worker stands at the top, so that it serves every page.
      output: { entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/tiles': server } },
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] },
});
