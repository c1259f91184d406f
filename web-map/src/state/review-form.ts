/** The settings of a review as a form: what is typed, what is wrong with it, and what is asked of the server. */
import type { ReviewFormShape, ReviewSettingsFile } from '../api/types';
import type { Key } from './i18n';
import type { Language } from './url';

export const PRESETS = ['careful', 'efficient', 'area_points', 'expand'] as const;
export type Preset = (typeof PRESETS)[number];

/** As typed. */
export interface ReviewForm {
  preset: Preset;
  /** Metres. */
  distance: string;
  minutes: string;
  /** Points of every commune. */
  minimum: string;
  /** Empty: no cap. */
  changes: string;
  /** Seconds. */
  seconds: string;
  sameOperator: boolean;
  openings: boolean;
}

export type NumberField = 'distance' | 'minutes' | 'minimum' | 'changes' | 'seconds';

/** What is wrong with a field, in the words of the page. */
export interface FieldFault {
  key: Key;
  values: Record<string, string>;
}

interface Limits {
  least: number;
  most: number;
  whole: boolean;
  optional: boolean;
}

/** The upper ends are sanity: a city is 100 km wide; nobody travels ten hours to a counter. That of seconds is the server's. */
const LIMITS: Record<NumberField, Limits> = {
  distance: { least: 0, most: 100_000, whole: true, optional: false },
  minutes: { least: 0.5, most: 600, whole: false, optional: false },
  minimum: { least: 0, most: 1000, whole: true, optional: false },
  changes: { least: 0, most: 100_000, whole: true, optional: true },
  seconds: { least: 1, most: 900, whole: true, optional: false },
};

/** Keys of a settings file that the form shows; the others are carried along. */
const SHOWN: readonly (keyof ReviewSettingsFile)[] = [
  'preset', 'merge_distance_m', 'merge_travel_s', 'minimum_per_commune', 'maximum_changes', 'time_limit_s', 'same_operator_only', 'openings',
];

/** `1000`, `1.000` and `1 000` are a thousand; a comma or a point before one or two digits begins a fraction. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d{1,3}([.,\s\u00a0]\d{3})+$/.test(trimmed)) return Number(trimmed.replace(/[.,\s\u00a0]/g, ''));
  if (/^\d+([.,]\d{1,2})?$/.test(trimmed)) return Number(trimmed.replace(',', '.'));
  return null;
}

export function formOf(holds: ReviewFormShape, language: Language): ReviewForm {
  const text = (value: number) => {
    const rounded = String(Math.round(value * 100) / 100);
    return language === 'vi' ? rounded.replace('.', ',') : rounded;
  };
  return {
    preset: PRESETS.find((each) => each === holds.preset) ?? 'careful',
    distance: text(holds.merge_distance_m),
    minutes: text(holds.merge_travel_s / 60),
    minimum: text(holds.minimum_per_commune),
    changes: holds.maximum_changes == null ? '' : text(holds.maximum_changes),
    seconds: text(holds.time_limit_s),
    sameOperator: holds.same_operator_only,
    openings: holds.openings,
  };
}

/** What is wrong with one field, null where nothing is. */
export function faultOf(field: NumberField, text: string): FieldFault | null {
  const { least, most, whole, optional } = LIMITS[field];
  const values = { least: String(least).replace('.', ','), most: String(most), value: text.trim() };
  if (text.trim() === '') return optional ? null : { key: 'review.fault.empty', values };
  const value = readNumber(text);
  if (value === null) return { key: 'review.fault.number', values };
  if (whole && !Number.isInteger(value)) return { key: 'review.fault.whole', values };
  return value < least || value > most ? { key: 'review.fault.range', values } : null;
}

export function faultsOf(form: ReviewForm): Partial<Record<NumberField, FieldFault>> {
  const faults: Partial<Record<NumberField, FieldFault>> = {};
  for (const field of Object.keys(LIMITS) as NumberField[]) {
    const fault = faultOf(field, form[field]);
    if (fault) faults[field] = fault;
  }
  return faults;
}

/** What a settings file says beyond the form. */
export function restOf(settings: ReviewSettingsFile): Partial<ReviewSettingsFile> {
  const said = Object.entries(settings).filter(([key, value]) => value != null && !SHOWN.includes(key as keyof ReviewSettingsFile));
  return Object.fromEntries(said);
}

/** What is asked of the server: only for a form without faults. */
export function settingsOf(form: ReviewForm, rest: Partial<ReviewSettingsFile>): Partial<ReviewSettingsFile> {
  const number = (text: string) => readNumber(text) ?? 0;
  return {
    ...rest,
    preset: form.preset,
    merge_distance_m: number(form.distance),
    // A third of a minute typed as 0,33 is meant in whole seconds.
    merge_travel_s: Math.round(number(form.minutes) * 60),
    minimum_per_commune: number(form.minimum),
    ...(form.changes.trim() === '' ? {} : { maximum_changes: number(form.changes) }),
    time_limit_s: number(form.seconds),
    same_operator_only: form.sameOperator,
    // Under `expand` it goes without saying.
    ...(form.preset === 'expand' ? {} : { openings: form.openings }),
  };
}
