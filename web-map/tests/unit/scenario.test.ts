import { describe, expect, it } from 'vitest';

import type { DecisionShape, EditShape, FacilityItem, StoredEditShape } from '../../src/api/types';
import {
  bulkOf, concerned, decided, freshCode, half, marksOf, mayOpineFor, metresBetween, newPoints, planOf, proposedEdit, receivers, sameEdit, stepsOf, tallyOf,
} from '../../src/state/scenario-edits';

const stored = (number: number, edit: EditShape, undone: string | null = null): StoredEditShape => ({
  number, edit, author: 'lan', at: '2026-11-22T08:00:00Z', undone_by: undone, undone_at: undone && '2026-11-22T08:01:00Z',
});
const point = (facility: string, lon: number, lat: number, more: Partial<FacilityItem> = {}) =>
  ({ facility, name: `Điểm ${facility}`, kind: 'agent', status: 'open', lon, lat, ...more }) as FacilityItem;
const proposal = (facility: string, decision: string, into: string | null = null, people = 0, load = 0) =>
  ({ facility, name: facility, decision, into, reasons: { catchment_people: people, load_per_month: load } }) as unknown as DecisionShape;
const town = (...points: FacilityItem[]) => new Map(points.map((each) => [each.facility, each]));

describe('a wish for a point', () => {
  const edits = [stored(1, { action: 'keep', facility: 'A' }), stored(2, { action: 'move', facility: 'A', lon: 105, lat: 21 }), stored(3, { action: 'close', facility: 'B' }, 'minh')];

  it('takes back what decided about it before, and leaves where it stands alone', () => {
    expect(planOf(edits, { action: 'close', facility: 'A' })).toEqual({ undo: [1], redo: [], add: [{ action: 'close', facility: 'A' }] });
    expect(planOf(edits, { action: 'move', facility: 'A', lon: 106, lat: 21 })?.undo).toEqual([2]);
  });

  it('is nothing when it is said already, but something when that was taken back', () => {
    expect(planOf(edits, { action: 'keep', facility: 'A' })).toBeNull();
    expect(planOf(edits, { action: 'close', facility: 'B' })).toEqual({ undo: [], redo: [], add: [{ action: 'close', facility: 'B' }] });
  });

  it('is the same whatever the order of its fields, and however emptiness is written', () => {
    expect(sameEdit({ action: 'merge', facility: 'A', into: 'B' }, { into: 'B', facility: 'A', action: 'merge', procedures: [], name: null })).toBe(true);
    expect(sameEdit({ action: 'merge', facility: 'A', into: 'B' }, { action: 'merge', facility: 'A', into: 'C' })).toBe(false);
  });
});

describe('what two sides do', () => {
  const close = (number: number, facility: string) => stored(number, { action: 'close', facility });

  it('is counted by action, new points as opened ones, without what was taken back', () => {
    const first = [close(1, 'A'), stored(2, { action: 'open_at', facility: 'N' }), stored(3, { action: 'keep', facility: 'B' }, 'minh')];
    const second = [stored(1, { action: 'merge', facility: 'A', into: 'B' }), stored(2, { action: 'open', facility: 'P' }), stored(3, { action: 'move', facility: 'C', lon: 1, lat: 2 })];
    const { rows, differing } = tallyOf(first, second);
    expect(rows).toEqual([
      { action: 'keep', counts: [0, 0] }, { action: 'merge', counts: [0, 1] }, { action: 'close', counts: [1, 0] },
      { action: 'open', counts: [1, 1] }, { action: 'move', counts: [0, 1] },
    ]);
    expect(differing).toBe(4);
  });

  it('differs about no point where both say the same, whatever the numbers of the edits', () => {
    expect(tallyOf([close(1, 'A'), close(2, 'B')], [close(7, 'B'), close(9, 'A')]).differing).toBe(0);
    expect(tallyOf([], [close(1, 'A')]).differing).toBe(1);
    const into = (number: number, to: string) => stored(number, { action: 'merge', facility: 'A', into: to });
    expect(tallyOf([into(1, 'B')], [into(1, 'C')]).differing).toBe(1);
  });
});

describe('proposals of the review', () => {
  it('come to the edits that carry them out', () => {
    expect(proposedEdit(proposal('A', 'merge', 'B'))).toEqual({ action: 'merge', facility: 'A', into: 'B' });
    expect(proposedEdit(proposal('A', 'remedy'))).toEqual({ action: 'keep', facility: 'A' });
    expect(proposedEdit(proposal('A', 'mobile'))).toBeNull();
  });

  it('are taken over in bulk: openings before merges before closings, without what is decided or stays', () => {
    const edits = [stored(1, { action: 'keep', facility: 'D' })];
    const bulk = bulkOf([proposal('A', 'close', null, 100, 3), proposal('B', 'merge', 'C', 40.5, 2), proposal('N', 'open', null, 999, 9), proposal('D', 'close', null, 7, 7), proposal('K', 'keep')], edits);
    expect(bulk.add.map((each) => each.facility)).toEqual(['N', 'B', 'A']);
    expect(bulk).toMatchObject({ counts: { open: 1, merge: 1, close: 1 }, decided: 1, unchanged: 1, people: 140.5, load: 5 });
  });
});

describe('what a scenario shows', () => {
  const points = town(point('A', 105, 21), point('B', 105.01, 21, { area: '1', area_name: 'Ba Đình', operator: 'BIDV' }));

  it('are marks where points will stand, with lines to receivers and from old places', () => {
    const edits = [
      stored(1, { action: 'merge', facility: 'A', into: 'B' }), stored(2, { action: 'move', facility: 'B', lon: 105.02, lat: 21.01 }),
      stored(3, { action: 'open_at', facility: 'N', name: 'Mới', lon: 105.5, lat: 21.5 }), stored(4, { action: 'close', facility: 'B' }, 'lan'),
    ];
    const all = new Map([...points, ...town(...newPoints(edits))]);
    const { marks, links } = marksOf(edits, all);
    expect(marks).toEqual([
      { code: 'A', icon: 'merge', lon: 105, lat: 21 }, { code: 'N', icon: 'open', lon: 105.5, lat: 21.5 },
      { code: 'B', icon: 'move', lon: 105.02, lat: 21.01 },
    ]);
    expect(links).toEqual([{ from: [105, 21], to: [105.02, 21.01] }, { from: [105.01, 21], to: [105.02, 21.01] }]);
    expect([...decided(edits).keys()]).toEqual(['A', 'N']);
    expect(concerned(edits, all)).toEqual([{ party: 'commune:1', name: 'Ba Đình' }, { party: 'enterprise:BIDV', name: 'BIDV' }]);
  });

  it('offers receivers by distance, none that ends, moves about or is the point itself', () => {
    const all = [...points.values(), point('C', 105.02, 21), point('D', 105.03, 21), point('E', 105.001, 21, { status: 'closed' }), point('X', 105.002, 21, { kind: 'mobile_stop' })];
    const near = receivers(points.get('A') as FacilityItem, all, [stored(1, { action: 'close', facility: 'B' })], 5);
    expect(near.map((each) => each.point.facility)).toEqual(['C', 'D']);
  });

  it('measures a degree of the meridian as 111,2 km', () => {
    expect(metresBetween({ lon: 105, lat: 21 }, { lon: 105, lat: 22 })).toBeCloseTo((Math.PI / 180) * 6_371_000, 3);
  });
});

describe('small things', () => {
  it('give a code that nobody has', () => {
    expect(freshCode((code) => ['MOI-01', 'MOI-02'].includes(code))).toBe('MOI-03');
  });

  it('tell the half of a bilingual sentence', () => {
    expect(half('Sai mật khẩu. / Wrong.', 'vi')).toBe('Sai mật khẩu.');
    expect(half('Sai mật khẩu. / Wrong.', 'en')).toBe('Wrong.');
    expect(half('One language', 'vi')).toBe('One language');
  });

  it('know which steps follow, and whose they are', () => {
    expect(stepsOf('submitted')).toEqual([{ step: 'consult', permission: 'submit_scenario' }, { step: 'return', permission: 'approve' }]);
    expect(stepsOf('published')).toEqual([]);
  });

  it('let nobody speak for another body', () => {
    const answer = { consultation: { asked: ['commune:1', 'commune:2', 'enterprise:BIDV', 'branch:CN1'], open: [], deadline: '2026-12-01' } } as never;
    expect(mayOpineFor(answer, 'commune', '2')).toEqual(['commune:2']);
    expect(mayOpineFor(answer, 'operator', 'FPT')).toEqual([]);
    expect(mayOpineFor(answer, 'inspector', null)).toEqual(['branch:CN1']);
  });
});
