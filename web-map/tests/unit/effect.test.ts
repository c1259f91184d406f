import { describe, expect, it } from 'vitest';

import type { ScenarioItem } from '../../src/api/types';
import { byPublication, effectOf } from '../../src/state/effect';

function item(id: string, state: string, changed: string): ScenarioItem {
  return {
    id, state, changed_at: changed, created_at: changed, name: id, note: '', baseline_snapshot_id: 'b', created_by: 'lan', edits: 1, undone: 0, state_vi: '', version: 1,
  };
}
const LIST = [item('a', 'published', '2026-10-01'), item('b', 'draft', '2026-11-20'), item('c', 'published', '2026-11-01'), item('d', 'draft', '2026-11-21')];

describe('before and after', () => {
  it('is of what was published last unless something else is asked for', () => {
    expect(effectOf(null, LIST)).toBe('c');
    expect(effectOf('b', LIST)).toBe('b');
    expect(effectOf('review', LIST)).toBeNull();
    expect(effectOf(null, LIST.filter((each) => each.state === 'draft'))).toBeNull();
  });

  it('is offered with the published ones first, the newest of each first', () => {
    expect(byPublication(LIST).map((each) => each.id)).toEqual(['c', 'a', 'd', 'b']);
  });
});
