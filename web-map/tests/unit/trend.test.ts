import { describe, expect, it } from 'vitest';

import type { CoverageStateShape } from '../../src/api/types';
import { coverageChange, reportedMonths } from '../../src/state/trend';

function state(at: string, snapshot: string, radius: number, lacking: number, method = 'm'): CoverageStateShape {
  return {
    at, snapshot_id: snapshot, rule: 'scheme', method, people: 1000, radius_people: radius, time_people: 500, passing_people: radius, areas: 10, areas_lacking: lacking,
  };
}

describe('how coverage has moved', () => {
  it('is told against the last state with other figures, not against an import that moved none', () => {
    const states = [state('1', 'a', 900, 4), state('2', 'b', 950, 3), state('3', 'c', 950, 3), state('4', 'd', 956, 1)];
    const change = coverageChange(states, 'scheme', 'd');
    expect(change).toMatchObject({ at: '3', areas: -2, moved: true });
    expect(change?.radius.points).toBeCloseTo(0.6);
    expect(change?.radius.people).toBe(6);
    expect(change?.time).toEqual({ points: 0, people: 0 });
    expect(coverageChange(states.slice(0, 3), 'scheme', 'c')).toMatchObject({ at: '1', areas: -1 });
  });

  it('says since when nothing moved', () => {
    expect(coverageChange([state('1', 'a', 900, 4), state('2', 'b', 900, 4)], 'scheme', 'b')).toMatchObject({ at: '1', moved: false });
  });

  it('compares with nothing that was judged otherwise, with no other rule, and not what is not kept', () => {
    expect(coverageChange([state('1', 'a', 900, 4, 'other'), state('2', 'b', 950, 3)], 'scheme', 'b')).toBeNull();
    expect(coverageChange([state('1', 'a', 900, 4), { ...state('2', 'a', 900, 4), rule: 'plan68' }], 'scheme', 'a')).toBeNull();
    expect(coverageChange([state('1', 'a', 900, 4), state('2', 'b', 950, 3)], 'scheme', 'newer')).toBeNull();
    expect(coverageChange([], 'scheme', 'a')).toBeNull();
  });
});

describe('the month that figures are told of', () => {
  const months = (...reporting: number[]) => reporting.map((count) => ({ reporting: count }));

  it('is the newest, unless its reports are still coming in', () => {
    expect(reportedMonths(months(400, 428, 1))).toEqual(months(400, 428));
    expect(reportedMonths(months(400, 428, 214))).toEqual(months(400, 428, 214));
    expect(reportedMonths(months(400, 1, 428))).toEqual(months(400, 1, 428));
  });

  it('is the only one where there is no other', () => {
    expect(reportedMonths(months(1))).toEqual(months(1));
    expect(reportedMonths([])).toEqual([]);
  });
});
