import { describe, expect, it } from 'vitest';

import { fileName } from '../../src/api/documents';

describe('the name of a saved document', () => {
  it('is the one that the server gave', () => {
    expect(fileName('attachment; filename="to-trinh-2026-11-22.docx"')).toBe('to-trinh-2026-11-22.docx');
  });

  it('is never a path, and null where there is none', () => {
    expect(fileName('attachment; filename="../../etc/passwd"')).toBeNull();
    expect(fileName('attachment')).toBeNull();
    expect(fileName(null)).toBeNull();
  });
});
