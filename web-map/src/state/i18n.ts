/** Words of the screens in both languages. A key missing in one language does not compile, and a test says so again. */
import { vi } from '../words/vi';

export type Key = keyof typeof vi;

export type Catalogue = Record<Key, string>;

export type Translate = (key: Key, values?: Record<string, string | number>) => string;

/** Fills `{name}` places; a place without a value stays visible, so that a mistake is seen. */
export function translator(catalogue: Catalogue): Translate {
  return (key, values = {}) =>
    catalogue[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** The key `prefix.code` when the catalogue has it; server codes may grow before this page does. */
export function keyOf(prefix: string, code: string): Key | null {
  const key = `${prefix}.${code}`;
  return key in vi ? (key as Key) : null;
}

/** A code of the server in words; an unknown code is shown as it is rather than hidden. */
export function word(translate: Translate, prefix: string, code: string): string {
  const key = keyOf(prefix, code);
  return key === null ? code : translate(key);
}
