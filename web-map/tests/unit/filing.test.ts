import { describe, expect, it } from 'vitest';

import { columnsOf, readCount } from '../../src/state/filing.svelte';

describe('a count', () => {
  it('is read as people write it', () => {
    expect(readCount('0')).toBe(0);
    expect(readCount(' 1.234 ')).toBe(1234);
    expect(readCount('1 234 567')).toBe(1234567);
    expect(readCount('')).toBeNull();
  });

  it('is nothing else', () => {
    for (const text of ['-1', '1,5', '1.5', 'năm', '10000001', '1.2345']) expect(readCount(text), text).toBeUndefined();
  });
});

describe('the columns of a form', () => {
  it('are those that the period asks for, dossiers always first', () => {
    expect(columnsOf([])).toEqual(['dossiers']);
    expect(columnsOf(['satisfaction', 'late', 'feedback'])).toEqual(['dossiers', 'late', 'responses', 'satisfied']);
  });
});
