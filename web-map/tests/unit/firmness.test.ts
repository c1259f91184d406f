import { describe, expect, it } from 'vitest';

import { firmnessReasons, shifts } from '../../src/state/firmness';

const base = { epsilon: 0.01, fragile: 1, robust: 1, is_all: false, plans: 5, readings: 18, robust_share: 0.8 };

describe('how firmly a decision stands', () => {
  it('is told by counts of what was compared', () => {
    expect(firmnessReasons({ plans_share: 0.6, readings_share: 1, verdict: 'fragile' }, base)).toEqual([
      { key: 'firmness.plans', values: { same: 3, all: 5 } }, { key: 'firmness.readings', values: { same: 18, all: 18 } },
    ]);
  });

  it('leaves out what was not compared', () => {
    expect(firmnessReasons({ plans_share: null, readings_share: 0.5 }, base)).toHaveLength(1);
    expect(firmnessReasons({ plans_share: 1, readings_share: 1 }, { ...base, plans: 0, readings: 0 })).toEqual([]);
  });
});

it('the other choice is told by what it costs, not by the order of codes', () => {
  const level = (name: string, lower: number, upper: number) => ({ name, lower, upper });
  const told = {
    flip: 'stay', outcome: 'changed', others: [], obstacles: [],
    levels: [level('code_order', -9, 9), level('changes', -1, -1), level('cost', 0, 1)],
  };
  expect(shifts(told)).toEqual([
    { key: 'counterfactual.level.cost', lower: 0, upper: 1 }, { key: 'counterfactual.level.changes', lower: -1, upper: -1 },
  ]);
});
