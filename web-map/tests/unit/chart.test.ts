import { describe, expect, it } from 'vitest';

import { chart, CHART_WIDTH } from '../../src/state/chart';

describe('the trend chart', () => {
  it('starts its axis at zero and ends at or above the largest value', () => {
    const drawn = chart([9000, 25_788, 12_000]);
    expect(drawn.ticks[0]?.value).toBe(0);
    expect(drawn.ticks.at(-1)?.value).toBe(30_000);
    const ys = drawn.points.map((point) => point.y);
    expect(Math.min(...ys)).toBe(ys[1]);
    expect(drawn.points.every((point) => point.x < CHART_WIDTH)).toBe(true);
  });

  it('stands with one month, none, or nothing but zeros', () => {
    expect(chart([]).points).toEqual([]);
    expect(chart([5]).points).toHaveLength(1);
    const drawn = chart([0, 0]);
    expect(drawn.points[0]?.y).toBe(drawn.ticks[0]?.y);
    expect(Number.isFinite(drawn.points[0]?.y ?? NaN)).toBe(true);
  });
});
