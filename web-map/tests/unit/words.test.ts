import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { translator, word } from '../../src/state/i18n';
import { en } from '../../src/words/en';
import { vi } from '../../src/words/vi';

const CATALOGUES = { vi, en };

const SOURCES = sources(join(import.meta.dirname, '../../src'));
const PLACES = /\{(\w+)\}/g;

describe('the catalogues', () => {
  it('hold the same keys in both languages, none of them empty', () => {
    expect(Object.keys(CATALOGUES.en).sort()).toEqual(Object.keys(CATALOGUES.vi).sort());
    for (const catalogue of Object.values(CATALOGUES)) {
      for (const [key, text] of Object.entries(catalogue)) expect(text.trim(), key).not.toBe('');
    }
  });

  it('fill the same places in both languages', () => {
    for (const [key, vietnamese] of Object.entries(CATALOGUES.vi)) {
      const english = CATALOGUES.en[key as keyof typeof CATALOGUES.en];
      const places = (text: string) => [...text.matchAll(PLACES)].map((match) => match[1]).sort();
      expect(places(english), key).toEqual(places(vietnamese));
    }
  });

  it('hold every key that a panel asks for by name', () => {
    const asked = SOURCES.flatMap(({ path, text }) =>
      [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => ({ path, key: match[1] ?? '' })),
    );
    expect(asked.length).toBeGreaterThan(100);
    for (const { path, key } of asked) expect(CATALOGUES.vi, `${key} of ${path}`).toHaveProperty([key]);
  });

  it('hold every family of keys that a panel asks for by a part', () => {
    const families = SOURCES.flatMap(({ path, text }) => [
      ...[...text.matchAll(/\bt\(\s*`([^`$]+)\$\{/g)].map((match) => ({ path, start: match[1] ?? '' })),
      ...[...text.matchAll(/\b(?:word|keyOf)\(\s*'([^']+)'/g)].map((match) => ({ path, start: `${match[1] ?? ''}.` })),
    ]);
    expect(families.length).toBeGreaterThan(15);
    const keys = Object.keys(CATALOGUES.vi);
    for (const { path, start } of families) expect(keys.some((key) => key.startsWith(start)), `${start} of ${path}`).toBe(true);
  });

  it('hold no key that nobody asks for', () => {
    const text = SOURCES.map((each) => each.text).join('\n');
    const starts = [...text.matchAll(/`([a-z_.]+)\$\{/g)].map((match) => match[1] ?? '').concat(
      [...text.matchAll(/\b(?:word|keyOf)\(\s*'([^']+)'/g)].map((match) => `${match[1] ?? ''}.`),
    );
    const idle = Object.keys(CATALOGUES.vi).filter(
      (key) => !text.includes(`'${key}'`) && !starts.some((start) => start !== '' && key.startsWith(start)),
    );
    expect(idle).toEqual([]);
  });

  it('keep Vietnamese out of the panels themselves', () => {
    const marked = /[ăâđêôơưĂÂĐÊÔƠƯ\u1EA0-\u1EF9]/;
    for (const { path, text } of SOURCES.filter((each) => each.path.endsWith('.svelte'))) {
      const lines = text.split('\n').filter((line) => marked.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line));
      expect(lines.filter((line) => !/Hà Nội|Thành phố/.test(line)), path).toEqual([]);
    }
  });

  it('never call people "khách" or a service "bạn"', () => {
    for (const [key, text] of Object.entries(CATALOGUES.vi)) expect(text, key).not.toMatch(/\b(khách|bạn|Bạn)\b/);
  });
});

describe('a translator', () => {
  it('fills places and leaves an unknown one visible', () => {
    const t = translator(vi);
    expect(t('citizen.list.count', { count: 4 })).toBe('4 điểm gần Ông/Bà');
    expect(t('citizen.list.count')).toBe('{count} điểm gần Ông/Bà');
  });

  it('shows a code that it does not know as it is', () => {
    expect(word(translator(en), 'decision', 'merge')).toBe('Rearrange');
    expect(word(translator(en), 'decision', 'split')).toBe('split');
  });
});

function sources(folder: string): { path: string; text: string }[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'words' ? [] : sources(path);
    return /\.(ts|svelte)$/.test(entry.name) ? [{ path, text: readFileSync(path, 'utf8') }] : [];
  });
}
