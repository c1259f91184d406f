import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../src');
/** What each folder may import from besides itself: panels -> map -> state -> api. */
const MAY_USE: Record<string, string[]> = {
  api: [],
  words: [],
  worker: [],
  state: ['api', 'words'],
  map: ['state'],
  panels: ['map', 'state', 'api'],
  '': ['panels', 'state'],
};

/** Imports of one file that its folder may not make. */
export function forbidden(file: string, text: string): string[] {
  const own = floor(file);
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
    .map((match) => floor(relative(ROOT, resolve(ROOT, dirname(file), match[1] ?? ''))))
    .filter((target) => target !== own && !(MAY_USE[own] ?? []).includes(target));
}

function floor(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : '';
}

function files(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? files(path) : /\.(ts|svelte)$/.test(entry.name) ? [path] : [];
  });
}

describe('the floors of the web map', () => {
  it('are kept by every file', () => {
    const all = files('');
    expect(all.length).toBeGreaterThan(30);
    for (const file of all) expect(forbidden(file, readFileSync(join(ROOT, file), 'utf8')), file).toEqual([]);
  });

  it('would be seen broken', () => {
    expect(forbidden('map/style.ts', "import X from '../panels/App.svelte';")).toEqual(['panels']);
    expect(forbidden('api/client.ts', "const x = await import('../state/url');")).toEqual(['state']);
  });
});
