/** Figures read off the coverage answer. */
import type { AreaShape, AssessAnswer, CoverageAnswer, PeopleShape } from '../api/types';
import { RULES, type RuleId } from './url';

export function coverageOf(assess: AssessAnswer, rule: RuleId): CoverageAnswer | null {
  return assess.rules.find((each) => each.rule.id === rule) ?? null;
}

/** People with some point within the radius, and people with some point within the time. */
export function withinRadius(people: PeopleShape): number {
  return people.time_and_distance + people.distance_only;
}

export function withinTime(people: PeopleShape): number {
  return people.time_and_distance + people.time_only;
}

/** People who do not pass; what is less than half a person is rounding. */
export function missing(people: PeopleShape): number {
  const value = people.total - people.passing;
  return value < 0.5 ? 0 : value;
}

/** A share of 0 to 1 in percent with one decimal, cut off. */
export function cutPercent(share: number): number {
  // A hair of room: 0.951 * 1000 is 950.9999… in floating point.
  return Math.floor(share * 1000 + 1e-6) / 10;
}

/** Communes where somebody does not pass. */
export function areasMissing(areas: readonly AreaShape[]): AreaShape[] {
  return areas.filter((area) => missing(area.people) > 0);
}

/**
 * The communes to put first: those with the most people who do not pass; when everybody passes, those where half of the
 * people need longest. Ties by code.
 */
export function worstAreas(areas: readonly AreaShape[], count: number): AreaShape[] {
  const lacking = areasMissing(areas);
  const byCode = (a: AreaShape, b: AreaShape) => (a.code < b.code ? -1 : 1);
  if (lacking.length > 0) {
    return lacking.sort((a, b) => missing(b.people) - missing(a.people) || byCode(a, b)).slice(0, count);
  }
  const median = (area: AreaShape) => area.median_s ?? Number.POSITIVE_INFINITY;
  return areas
    .filter((area) => area.people.total > 0)
    .sort((a, b) => (median(b) === median(a) ? byCode(a, b) : median(b) > median(a) ? 1 : -1))
    .slice(0, count);
}

/** Communes where half of the people travel least and longest; null where no median is known. */
export function extremes(areas: readonly AreaShape[]): { best: AreaShape; worst: AreaShape } | null {
  let best: AreaShape | null = null;
  let worst: AreaShape | null = null;
  for (const area of areas) {
    if (area.median_s == null) continue;
    if (best === null || area.median_s < (best.median_s ?? 0)) best = area;
    if (worst === null || area.median_s > (worst.median_s ?? 0)) worst = area;
  }
  return best && worst ? { best, worst } : null;
}

/** The name of a rule among those the screens know; the plan's others read as plan 68. */
export function knownRule(id: string): RuleId {
  return RULES.find((rule) => rule === id) ?? 'plan68';
}
