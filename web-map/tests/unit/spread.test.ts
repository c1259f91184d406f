import { expect, it } from 'vitest';

import { spread } from '../../src/state/spread';

it('pins apart stay, pins at one place stand side by side, the first of them unmoved', () => {
  expect(spread([{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 5, y: 60 }], 30, 40)).toEqual([0, 0, 0]);
  expect(spread([{ x: 0, y: 0 }, { x: 0, y: 0 }, { x: 0, y: 0 }], 30, 40)).toEqual([0, 30, -30]);
});

it('no two of a crowd cover each other while there is room', () => {
  const spots = [0, 3, 9, 14, 28, 31].map((x) => ({ x, y: x % 7 }));
  const shifts = spread(spots, 30, 40);
  const placed = spots.map(({ x }, index) => x + (shifts[index] ?? 0)).sort((a, b) => a - b);
  for (let index = 1; index < placed.length; index += 1) {
    expect((placed[index] ?? 0) - (placed[index - 1] ?? 0)).toBeGreaterThanOrEqual(30);
  }
});
