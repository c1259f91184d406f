/** The classes that the map paints, each with the people who live in it under the chosen rule. Data in, data out. */
import type { CellColour, RuleId } from '../state/url';
import { MINUTES_STEPS, passesRule, PEOPLE_STEPS, POINTS_STEPS, verdictColours } from './palette';

export interface LegendClass {
  colour: string;
  label: string;
  /** Null where no figures are known. */
  people: number | null;
  /** Whether the chosen rule lets the class pass; null where the class says nothing of it. */
  passes: boolean | null;
}

interface LegendWords {
  number: (value: number) => string;
  verdict: (verdict: Verdict) => string;
  /** Who reaches no point at all is painted as those who need longest. */
  noRoad: string;
}

const VERDICTS = ['time_and_distance', 'time_only', 'distance_only', 'neither'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What is read of the answer about a rule; the figures beside the verdicts come only where they are asked for. */
interface Counted {
  people: Readonly<Record<Verdict, number>>;
  figures?: {
    people_by_points: readonly number[];
    people_by_minutes?: readonly number[];
    people_by_cell_people?: readonly number[];
  } | null;
}

/** From the class that is best to the one that is worst, or by size. */
export function legendOf(colour: CellColour, rule: RuleId, coverage: Counted | null, words: LegendWords): LegendClass[] {
  const figures = coverage?.figures ?? null;
  switch (colour) {
    case 'minutes': {
      const counts = figures?.people_by_minutes ?? [];
      return MINUTES_STEPS.map(({ below, colour }, index) => {
        const from = MINUTES_STEPS[index - 1]?.below ?? null;
        const label = below === null ? `≥ ${from}′, ${words.noRoad}` : from === null ? `< ${below}′` : `${from} – < ${below}′`;
        return { colour, label, people: sum(below === null ? counts.slice(index) : counts.slice(index, index + 1)), passes: null };
      });
    }
    case 'verdict':
      return VERDICTS.map((verdict) => ({
        colour: verdictColours(rule)[verdict] ?? '#fff', label: words.verdict(verdict), people: coverage ? coverage.people[verdict] : null,
        passes: passesRule(verdict, rule),
      }));
    case 'points': {
      const counts = figures?.people_by_points ?? [];
      return POINTS_STEPS.map(({ from, colour }, index) => {
        const next = POINTS_STEPS[index + 1]?.from ?? null;
        const label = next === null ? `≥ ${from}` : next - from > 1 ? `${from}–${next - 1}` : String(from);
        return { colour, label, people: sum(counts.slice(from, next ?? undefined)), passes: null };
      });
    }
    case 'people': {
      const counts = figures?.people_by_cell_people ?? [];
      return PEOPLE_STEPS.map(({ from, colour }, index) => {
        const next = PEOPLE_STEPS[index + 1]?.from ?? null;
        const label = next === null ? `≥ ${words.number(from)}` : from === 0 ? `< ${words.number(next)}` : `${words.number(from)} – < ${words.number(next)}`;
        return { colour, label, people: sum(counts.slice(index, index + 1)), passes: null };
      });
    }
    default:
      return [];
  }
}

function sum(counts: readonly number[]): number | null {
  return counts.length === 0 ? null : counts.reduce((all, each) => all + each, 0);
}

/**
 * The property of a cell in the tiles that a colouring paints under a rule. Plan 68 has the scheme's limits and counts the same
 * points: minutes and verdicts are the same, how many points satisfy the rule is not.
 */
export function cellProperty(colour: Exclude<CellColour, 'none'>, rule: RuleId): string {
  if (colour === 'people' || rule === 'scheme' || (rule === 'plan68' && colour !== 'points')) return colour;
  return `${colour}_${rule}`;
}
