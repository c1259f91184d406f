import { describe, expect, it } from 'vitest';

import { faultOf, faultsOf, formOf, readNumber, restOf, settingsOf } from '../../src/state/review-form';
import { en } from '../../src/words/en';
import { vi as words } from '../../src/words/vi';

const DEFAULTS = {
  preset: 'careful', merge_distance_m: 1000, merge_travel_s: 600, minimum_per_commune: 1, maximum_changes: null,
  same_operator_only: false, openings: false, time_limit_s: 60,
};

describe('the settings of a review as a form', () => {
  it('reads numbers as people here write them', () => {
    const read = ['1000', '1.000', '1 000', ' 7 ', '1,5', '1.5', '0', '12.345.678'].map(readNumber);
    expect(read).toEqual([1000, 1000, 1000, 7, 1.5, 1.5, 0, 12_345_678]);
    for (const text of ['', 'mười', '-1', '1e3', '1..5', '1,', '0x10', '1.0000']) expect(readNumber(text), text).toBeNull();
  });

  it('shows the defaults and asks for them again', () => {
    const form = formOf(DEFAULTS, 'vi');
    expect(form).toEqual({
      preset: 'careful', distance: '1000', minutes: '10', minimum: '1', changes: '', seconds: '60', sameOperator: false, openings: false,
    });
    expect(faultsOf(form)).toEqual({});
    const { maximum_changes: none, ...asked } = DEFAULTS;
    expect(none).toBeNull();
    expect(settingsOf(form, {})).toEqual(asked);
  });

  it('says of every field what is wrong with it, while it is typed', () => {
    expect(faultOf('changes', '')).toBeNull();
    expect(faultOf('distance', '')?.key).toBe('review.fault.empty');
    expect(faultOf('distance', 'xa')).toEqual({ key: 'review.fault.number', values: { least: '0', most: '100000', value: 'xa' } });
    expect(faultOf('minimum', '1,5')?.key).toBe('review.fault.whole');
    expect(faultOf('minutes', '1,5')).toBeNull();
    expect(faultOf('minutes', '0')?.key).toBe('review.fault.range');
    expect(faultOf('seconds', '901')?.values).toMatchObject({ least: '1', most: '900' });
    expect(faultOf('seconds', '900')).toBeNull();
    const form = { ...formOf(DEFAULTS, 'vi'), seconds: '0', changes: 'nhiều' };
    expect(Object.keys(faultsOf(form)).sort()).toEqual(['changes', 'seconds']);
  });

  it('carries what a file says beyond the form, and nothing that the form shows', () => {
    const told = { preset: 'expand', keep: ['DL-1'], maximum_changes: 5, buses: null, minimum_of_commune: { '00001': 2 } };
    const rest = restOf(told as never);
    expect(rest).toEqual({ keep: ['DL-1'], minimum_of_commune: { '00001': 2 } });
    const form = formOf({ ...DEFAULTS, preset: 'expand', maximum_changes: 5, openings: true }, 'vi');
    const asked = settingsOf(form, rest);
    expect(asked).toMatchObject({ preset: 'expand', keep: ['DL-1'], maximum_changes: 5 });
    expect('openings' in asked).toBe(false);
    // A cap that is taken out of the form is out.
    expect('maximum_changes' in settingsOf({ ...form, changes: ' ' }, rest)).toBe(false);
  });

  it('tells minutes in the language of the page and asks for whole seconds', () => {
    const holds = { ...DEFAULTS, merge_travel_s: 450 };
    expect([formOf(holds, 'vi').minutes, formOf(holds, 'en').minutes]).toEqual(['7,5', '7.5']);
    expect(settingsOf(formOf(holds, 'vi'), {}).merge_travel_s).toBe(450);
    expect(settingsOf({ ...formOf(holds, 'vi'), minutes: '0,33' }, {}).merge_travel_s).toBe(20);
  });

  it('has a sentence for every preset, step, level and end that the server tells, in both languages', () => {
    const steps = ['preparing', 'model', 'solving', 'level', 'opening', 'reasons', 'counterfactual', 'sensitivity', 'robustness'];
    const keys = [
      ...['careful', 'efficient', 'area_points', 'expand'].flatMap((each) => [`preset.${each}`, `preset.about.${each}`]),
      ...steps.map((each) => `review.step.${each}`),
      ...['cost', 'merge_travel', 'changes', 'code_order'].map((each) => `review.level.${each}`),
      ...['failed', 'cancelled', 'interrupted'].flatMap((each) => [`review.ended.${each}`, `review.state.${each}`]),
    ];
    for (const table of [words, en] as Record<string, string>[]) expect(keys.filter((key) => !table[key])).toEqual([]);
  });
});
