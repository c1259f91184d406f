/** How coverage has moved since the data were last otherwise. */
import type { CoverageStateShape } from '../api/types';

/** Against the last state of the data with other figures. */
export interface CoverageChange {
  /** RFC 3339: when that state was computed; of figures that never moved, the first that is kept. */
  at: string;
  /** Percentage points, and people. */
  radius: { points: number; people: number };
  time: { points: number; people: number };
  /** Communes lacking. */
  areas: number;
  moved: boolean;
}

/** Half a person is a rounding of the grid. */
const SOMEBODY = 0.5;

/**
 * The change of the state that is served, under a rule; null where it is not kept or nothing comparable was before it.
 * States are oldest first. Those with the same figures (an import of reports moves none) are passed over, and what was
 * judged by other limits or speeds ends the search.
 */
export function coverageChange(states: readonly CoverageStateShape[], rule: string, snapshot: string): CoverageChange | null {
  const own = states.filter((each) => each.rule === rule);
  const now = own.pop();
  if (now === undefined || now.snapshot_id !== snapshot) return null;
  let first: CoverageChange | null = null;
  for (const before of own.reverse()) {
    if (before.method !== now.method) break;
    first = between(before, now);
    if (first.moved) return first;
  }
  return first;
}

function between(before: CoverageStateShape, now: CoverageStateShape): CoverageChange {
  const share = (people: number, of: number) => (of > 0 ? people / of : 0);
  const change = (key: 'radius_people' | 'time_people') => ({
    points: (share(now[key], now.people) - share(before[key], before.people)) * 100,
    people: now[key] - before[key],
  });
  const [radius, time] = [change('radius_people'), change('time_people')];
  const areas = now.areas_lacking - before.areas_lacking;
  const moved = areas !== 0 || [radius, time].some((each) => Math.abs(each.people) >= SOMEBODY);
  return { at: before.at, radius, time, areas, moved };
}

/**
 * The months as far as they are reported, oldest first: without a newest one in which not half as many points have reported as in
 * the month before it. Its reports are still coming in, and beside a whole month it would read as a fall.
 */
export function reportedMonths<Month extends { reporting: number }>(months: readonly Month[]): readonly Month[] {
  const [last, before] = [months.at(-1), months.at(-2)];
  return last && before && last.reporting * 2 < before.reporting ? months.slice(0, -1) : months;
}
