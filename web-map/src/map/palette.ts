/**
 * Colours of the map. Decisions differ by colour, shape and mark, and stay apart under protan, deutan and tritan
 * simulation; the problem is painted, not the success.
 */
export const THEMES = {
  full: {
    land: '#F4F2EC',
    water: '#B9D6E6',
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
  },
  muted: {
    land: '#F6F6F4',
    water: '#CFDDE4',
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
  },
} as const;

export type Theme = keyof typeof THEMES;

/** Upper bounds in minutes with their colour; the last has none. At most ten minutes is not painted. */
export const MINUTES_STEPS: readonly { to: number | null; colour: string }[] = [
  { to: 10, colour: 'rgba(0,0,0,0)' },
  { to: 20, colour: '#EFEDF5' },
  { to: 30, colour: '#CFCCE6' },
  { to: 45, colour: '#9A86C2' },
  { to: null, colour: '#5E3C99' },
];

/** Share of residents with access in percent: lower bound of each class, darkest where most is missing. */
export const SHARE_STEPS: readonly { from: number; colour: string }[] = [
  { from: 0, colour: '#4A2A7F' },
  { from: 70, colour: '#8467B5' },
  { from: 80, colour: '#B9A9D8' },
  { from: 90, colour: '#E4DDF0' },
  { from: 99, colour: '#F6F4FA' },
];

export const VERDICT_COLOURS: Readonly<Record<string, string>> = {
  time_and_distance: 'rgba(0,0,0,0)',
  time_only: '#DCEBE4',
  distance_only: '#E3B23C',
  neither: '#5E3C99',
};

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

export const DECISION_COLOURS: Readonly<Record<string, string>> = {
  keep: '#37475A',
  remedy: '#37475A',
  merge: '#E69F00',
  close: '#A3170F',
  open: '#009E73',
  mobile: '#0B4F8A',
};

export const BRAND = '#0B4F8A';
export const INK = '#1B2430';
