import { describe, expect, it } from 'vitest';

import { changesSomething } from '../../src/state/imports.svelte';

const counts = { before: 5, after: 5, added: 0, changed: 0, unchanged: 5, missing: 0, relisted: 0, removed: 0 };
const checked = (kind: string, more: Partial<typeof counts> = {}) => ({
  kind,
  difference: { layers: [], facilities: { counts: { ...counts, ...more }, added: [], changed: [], missing: [], relisted: [], removed: [] } },
});

describe('an import', () => {
  it('of points that are all as they were changes nothing, of one that is new or gone something', () => {
    expect(changesSomething(checked('facilities'))).toBe(false);
    for (const what of ['added', 'changed', 'missing', 'relisted', 'removed']) {
      expect(changesSomething(checked('facilities', { [what]: 1 })), what).toBe(true);
    }
  });

  it('of another layer may change rows that keep their number', () => {
    expect(changesSomething(checked('procedures'))).toBe(true);
  });
});
