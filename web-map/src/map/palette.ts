/**
 * Colours of the map. Decisions differ by colour, shape and mark, and stay apart under protan, deutan and tritan
 * simulation; the problem is painted, not the success.
 */
import type { ChangeKind } from '../state/changes';
import type { RuleId } from '../state/url';

export const THEMES = {
  full: {
    land: '#F4F2EC',
    water: '#B9D6E6',
    park: '#D6E6CC',
    casing: '#D5D0C4',
    minor: '#FFFFFF',
    secondary: '#FFF7DF',
    primary: '#FDEBB8',
    trunk: '#F9DC96',
    motorway: '#F3C77A',
    boundary: '#A79FB5',
    outside: '#E9E7E1',
    label: '#37475A',
    waterLabel: '#3F7391',
    parkLabel: '#3F6B3A',
  },
  muted: {
    land: '#F6F6F4',
    water: '#CFDDE4',
    park: '#E4EBDF',
    casing: '#E3E2DE',
    minor: '#FFFFFF',
    secondary: '#FFFFFF',
    primary: '#FFFFFF',
    trunk: '#FFFFFF',
    motorway: '#FFFFFF',
    boundary: '#BDB6C8',
    outside: '#ECECEA',
    label: '#4A5565',
    waterLabel: '#4B7C96',
    parkLabel: '#557052',
  },
} as const;

export type Theme = keyof typeof THEMES;

/**
 * Bounds in minutes with their colour; the last has none. Less than ten minutes is not painted. A bound belongs to the class above
 * it, as in the rule ("under 30 minutes"), in the counts of the server and in the QGIS project.
 */
export const MINUTES_STEPS: readonly { below: number | null; colour: string }[] = [
  { below: 10, colour: 'rgba(0,0,0,0)' },
  { below: 20, colour: '#EFEDF5' },
  { below: 30, colour: '#CFCCE6' },
  { below: 45, colour: '#9A86C2' },
  { below: null, colour: '#5E3C99' },
];

/** Share of residents with access in percent: lower bound of each class, darkest where most is missing. */
export const SHARE_STEPS: readonly { from: number; colour: string }[] = [
  { from: 0, colour: '#4A2A7F' },
  { from: 70, colour: '#8467B5' },
  { from: 80, colour: '#B9A9D8' },
  { from: 90, colour: '#E4DDF0' },
  { from: 99, colour: '#F6F4FA' },
];

const VERDICT_COLOURS: Readonly<Record<string, string>> = {
  time_and_distance: 'rgba(0,0,0,0)',
  time_only: '#DCEBE4',
  distance_only: '#E3B23C',
  neither: '#5E3C99',
};

/** Classes that a rule lets pass: by the radius alone, or by time or radius. */
export function passesRule(verdict: string, rule: RuleId): boolean {
  return verdict === 'time_and_distance' || verdict === 'distance_only' || (verdict === 'time_only' && rule === 'scheme');
}

/** Violet is what does not pass under the rule, whatever it would be under another. */
export function verdictColours(rule: RuleId): Readonly<Record<string, string>> {
  return passesRule('time_only', rule) ? VERDICT_COLOURS : { ...VERDICT_COLOURS, time_only: '#9A86C2' };
}

/** Lower bounds of the number of points that satisfy the rule for a cell. Five and more are not painted. */
export const POINTS_STEPS: readonly { from: number; colour: string }[] = [
  { from: 0, colour: '#5E3C99' },
  { from: 1, colour: '#9A86C2' },
  { from: 2, colour: '#CFCCE6' },
  { from: 3, colour: '#EFEDF5' },
  { from: 5, colour: 'rgba(0,0,0,0)' },
];

/** Lower bounds of people in a cell. */
export const PEOPLE_STEPS: readonly { from: number; colour: string }[] = [
  { from: 0, colour: 'rgba(0,0,0,0)' },
  { from: 10, colour: '#E8EEF5' },
  { from: 100, colour: '#BCD0E4' },
  { from: 500, colour: '#7FA3C7' },
  { from: 2000, colour: '#3E6E9E' },
];

/** Who loses or gains between two networks: each with a pattern and a sign of its own (`map/icons.ts`). */
export const CHANGE_COLOURS: Readonly<Record<ChangeKind, string>> = {
  lost: '#A3170F',
  gained: '#0B6E4F',
  longer: '#B3560B',
  shorter: '#0B4F8A',
};

export const DECISION_COLOURS: Readonly<Record<string, string>> = {
  keep: '#37475A',
  remedy: '#37475A',
  merge: '#E69F00',
  close: '#A3170F',
  open: '#009E73',
  move: '#37475A',
  mobile: '#0B4F8A',
};

export const BRAND = '#0B4F8A';
export const INK = '#1B2430';
