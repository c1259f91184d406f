import { describe, expect, it } from 'vitest';

import type { AreaShape } from '../../src/api/types';
import { areasMissing, cutPercent, extremes, missing, withinRadius, withinTime, worstAreas } from '../../src/state/coverage';

/** People in powers of two, so that a sum names its parts. */
const people = { total: 15, time_and_distance: 1, time_only: 2, distance_only: 4, neither: 8, unsnapped: 0, passing: 7 };

function area(code: string, lacking: number, median_s: number | null): AreaShape {
  return {
    code, name: `Xã ${code}`, level: 'commune', territory: 'rural', lon: 0, lat: 0, points: 1, median_s,
    people: { ...people, total: 100, passing: 100 - lacking },
  };
}

describe('coverage', () => {
  it('adds up who is within the radius and who is within the time', () => {
    expect(withinRadius(people)).toBe(5);
    expect(withinTime(people)).toBe(3);
    expect(missing(people)).toBe(8);
  });

  it('takes less than half a person for rounding', () => {
    expect(missing({ ...people, total: 15.4, passing: 15 })).toBe(0);
  });

  it('cuts shares off, so that only what reaches a target reads as the target', () => {
    expect([0.9499, 0.95, 0.951, 0.1].map(cutPercent)).toEqual([94.9, 95, 95.1, 10]);
  });

  it('puts communes with the most people left out first, ties by code', () => {
    const areas = [area('3', 5, 60), area('1', 5, 60), area('2', 9, 60), area('4', 0, 900)];
    expect(worstAreas(areas, 3).map((each) => each.code)).toEqual(['2', '1', '3']);
    expect(areasMissing(areas)).toHaveLength(3);
  });

  it('orders by time where nobody is left out, unknown times first', () => {
    const areas = [area('1', 0, 60), area('2', 0, 900), area('3', 0, null)];
    expect(worstAreas(areas, 2).map((each) => each.code)).toEqual(['3', '2']);
  });

  it('names the communes with the shortest and the longest way', () => {
    const ends = extremes([area('1', 0, 300), area('2', 0, 60), area('3', 0, null), area('4', 0, 900)]);
    expect([ends?.best.code, ends?.worst.code]).toEqual(['2', '4']);
    expect(extremes([area('1', 0, null)])).toBeNull();
  });
});
