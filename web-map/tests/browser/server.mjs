/** The server under test: one that runs already (BASE_URL), or `gandan serve` on a free port (GANDAN and WORKSPACE). */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';

/** Milliseconds that a server may take until it answers; a debug build reads a city slowly. */
const PATIENCE = 180_000;

/** @param {{ workspace?: string }} own A workspace beside that of all other journeys. */
export async function startServer({ workspace } = {}) {
  const { BASE_URL, GANDAN } = process.env;
  const WORKSPACE = workspace ?? process.env.WORKSPACE;
  if (BASE_URL && !workspace) return { base: BASE_URL.replace(/\/+$/, ''), stop: async () => {} };
  if (!GANDAN || !WORKSPACE) throw new Error('set BASE_URL, or GANDAN (the program) and WORKSPACE (a .gpkg)');
  const listen = `127.0.0.1:${await freePort()}`;
  const server = spawn(GANDAN, ['serve', WORKSPACE, '--listen', listen], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let ended = false;
  server.stderr.on('data', (text) => (said = (said + text).slice(-4000)));
  const gone = new Promise((resolve) => server.once('exit', () => { ended = true; resolve(); }));
  server.once('error', (error) => { ended = true; said += String(error); });
  const base = `http://${listen}`;
  const until = Date.now() + PATIENCE;
  while (Date.now() < until && !ended) {
    try {
      if ((await fetch(`${base}/api/v1/about`)).ok) {
        return { base, stop: async () => { server.kill(); await gone; } };
      }
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  server.kill();
  throw new Error(`the server did not answer at ${base}:\n${said}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
