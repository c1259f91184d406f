import { describe, expect, it } from 'vitest';

import type { AreaComparisonShape, RuleComparisonShape } from '../../src/api/types';
import { changesOf, changeTally } from '../../src/state/changes';

const who = (people: number) => ({ people, elderly_people: 0 });
const area = (code: string, lost: number, gained: number, longer: number, shorter: number) =>
  ({ code, name: `Xã ${code}`, lost: who(lost), gained: who(gained), longer: who(longer), shorter: who(shorter) }) as AreaComparisonShape;
const rule = (...areas: AreaComparisonShape[]) =>
  ({ areas, lost: who(100), gained: who(20), longer: who(3), shorter: who(0) }) as unknown as RuleComparisonShape;

describe('where residents gain and lose', () => {
  it('puts access before minutes, and takes what happens to most', () => {
    const told = changesOf(rule(area('1', 5, 3, 900, 0), area('2', 3, 5, 900, 0), area('3', 0, 0, 7, 9), area('4', 0, 0, 9, 7)));
    expect(told.map((each) => [each.code, each.kind, each.people])).toEqual([['1', 'lost', 5], ['2', 'gained', 5], ['3', 'shorter', 9], ['4', 'longer', 9]]);
  });

  it('takes less than half a person for rounding, and a point that opens beside others for no change', () => {
    expect(changesOf(rule(area('1', 0.4, 0, 0.3, 0), area('2', 0, 0, 0, 0)))).toEqual([]);
    expect(changesOf(null)).toEqual([]);
  });

  it('names the worse of equals', () => {
    expect(changesOf(rule(area('1', 4, 4, 0, 0), area('2', 0, 0, 4, 4))).map((each) => each.kind)).toEqual(['lost', 'longer']);
  });

  it('counts communes by what they are painted, and residents wherever they live', () => {
    const tally = changeTally(rule(area('1', 60, 20, 3, 0), area('2', 40, 0, 0, 0)));
    expect(tally).toEqual([
      { kind: 'lost', areas: 2, people: 100 }, { kind: 'gained', areas: 0, people: 20 },
      { kind: 'longer', areas: 0, people: 3 }, { kind: 'shorter', areas: 0, people: 0 },
    ]);
  });
});
