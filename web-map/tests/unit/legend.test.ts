import { describe, expect, it } from 'vitest';

import type { CoverageAnswer } from '../../src/api/types';
import { cellProperty, legendOf } from '../../src/map/legend';
import { CELL_COLOURS, RULES } from '../../src/state/url';

/** People in powers of two, so that a sum names its parts. */
const coverage = {
  people: { time_and_distance: 1, time_only: 2, distance_only: 4, neither: 8 },
  figures: { people_by_points: [1, 2, 4, 8, 16, 32], people_by_minutes: [1, 2, 4, 8, 16, 32], people_by_cell_people: [1, 2, 4, 8, 16] },
} as unknown as CoverageAnswer;
const words = { number: String, verdict: (verdict: string) => verdict, noRoad: 'no road' };
const rows = (colour: (typeof CELL_COLOURS)[number], told: CoverageAnswer | null = coverage) =>
  legendOf(colour, 'scheme', told, words).map((each) => [each.label, each.people]);

describe('the legend of the cells', () => {
  it('counts every class, and who reaches no point among those who need longest', () => {
    expect(rows('minutes')).toEqual([['< 10′', 1], ['10 – < 20′', 2], ['20 – < 30′', 4], ['30 – < 45′', 8], ['≥ 45′, no road', 48]]);
    expect(rows('verdict')).toEqual([['time_and_distance', 1], ['time_only', 2], ['distance_only', 4], ['neither', 8]]);
    expect(rows('points')).toEqual([['0', 1], ['1', 2], ['2', 4], ['3–4', 24], ['≥ 5', 32]]);
    expect(rows('people')).toEqual([['< 10', 1], ['10 – < 100', 2], ['100 – < 500', 4], ['500 – < 2000', 8], ['≥ 2000', 16]]);
    expect(rows('none')).toEqual([]);
  });

  it('tells which classes the chosen rule lets pass, and paints in violet those it does not', () => {
    const told = (rule: (typeof RULES)[number]) => legendOf('verdict', rule, coverage, words).map((each) => each.passes);
    expect(told('scheme')).toEqual([true, true, true, false]);
    expect(told('plan68')).toEqual([true, false, true, false]);
    expect(told('plan68_agents')).toEqual([true, false, true, false]);
    const colours = (rule: (typeof RULES)[number]) => legendOf('verdict', rule, coverage, words).map((each) => each.colour);
    expect(colours('plan68')[1]).not.toBe(colours('scheme')[1]);
    expect(legendOf('minutes', 'plan68', coverage, words).every((each) => each.passes === null)).toBe(true);
  });

  it('leaves nobody out and counts nobody twice', () => {
    for (const colour of ['minutes', 'points'] as const) expect(legendOf(colour, 'scheme', coverage, words).reduce((sum, each) => sum + (each.people ?? 0), 0)).toBe(63);
  });

  it('tells the classes alone where no figures are known', () => {
    for (const colour of CELL_COLOURS) expect(legendOf(colour, 'scheme', null, words).every((each) => each.people === null)).toBe(true);
    expect(rows('minutes', { ...coverage, figures: null })).toContainEqual(['< 10′', null]);
  });
});

describe('what of a cell is painted', () => {
  it('follows the rule wherever it says something else', () => {
    const painted = (colour: 'minutes' | 'verdict' | 'points' | 'people') => RULES.map((rule) => cellProperty(colour, rule));
    expect(RULES).toEqual(['plan68', 'scheme', 'plan68_agents']);
    expect(painted('minutes')).toEqual(['minutes', 'minutes', 'minutes_plan68_agents']);
    expect(painted('verdict')).toEqual(['verdict', 'verdict', 'verdict_plan68_agents']);
    expect(painted('points')).toEqual(['points_plan68', 'points', 'points_plan68_agents']);
    expect(painted('people')).toEqual(['people', 'people', 'people']);
  });
});
