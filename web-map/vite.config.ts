import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Where `npm run dev` finds the server: `gandan serve` listens here unless told otherwise. */
const server = process.env.GANDAN_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [svelte()],
  // The content security policy allows fonts and images from the server itself only: nothing is inlined.
  build: { assetsInlineLimit: 0, target: 'es2022', chunkSizeWarningLimit: 1200 },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/tiles': server } },
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] },
});
