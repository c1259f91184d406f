/** Words and figures in the language of the screen; what reads them is drawn anew when the language changes. */
import * as format from './format';
import { vi } from '../words/vi';
import { translator, word as wordIn, type Catalogue, type Key } from './i18n';
import { screens } from './screen.svelte';
import type { RuleShape } from '../api/types';
import type { Language, RuleId } from './url';

/** Fetched when somebody asks for it: most never do. Until then, and without a network, words are Vietnamese. */
let english: Catalogue | null = $state.raw(null);
let isAsked = false;
let hasFailed = $state(false);

/** The language that is shown, which is Vietnamese until the other has come. */
export function shownLanguage(): Language {
  if (screens.current.language === 'vi') return 'vi';
  if (english === null && !isAsked) {
    isAsked = true;
    import('../words/en').then(
      ({ en }) => { english = en; },
      () => { hasFailed = true; },
    );
  }
  return english === null ? 'vi' : 'en';
}

/** Whether the words are those asked for, or cannot be had. */
export function wordsStand(): boolean {
  return shownLanguage() === screens.current.language || hasFailed;
}

export function t(key: Key, values?: Record<string, string | number>): string {
  return translator(shownLanguage() === 'en' && english !== null ? english : vi)(key, values);
}

/** A code of the server in words. */
export function word(prefix: string, code: string): string {
  return wordIn(t, prefix, code);
}

export const say = {
  number: (value: number, decimals?: number) => format.number(value, screens.current.language, decimals),
  /** With its sign; one decimal where there is one. */
  signed(value: number): string {
    const rounded = Math.round(value * 10) / 10;
    const text = format.number(Math.abs(rounded), screens.current.language, Number.isInteger(rounded) ? 0 : 1);
    return rounded > 0 ? `+${text}` : rounded < 0 ? `\u2212${text}` : text;
  },
  /** Percentage points between two shares of one whole, as both are read. */
  points: (before: number, after: number, whole: number) => format.differenceRead(format.percentValue(before, whole), format.percentValue(after, whole)),
  gap: (share: number) => format.gap(share, screens.current.language),
  percent: (part: number, whole: number) => format.percent(part, whole, screens.current.language),
  distance: (metres: number) => format.distance(metres, screens.current.language),
  /** A limit rather than a measurement: 5 km, not 5,0 km. */
  limit: (metres: number) =>
    metres % 1000 === 0 ? `${format.number(metres / 1000, screens.current.language)}\u00a0km` : say.distance(metres),
  minutes: (seconds: number) => format.minutes(seconds, screens.current.language),
  date: (rfc3339: string) => format.date(rfc3339, screens.current.language),
  /** `14:32 ngày 22/11/2026`, by the city's clock. */
  stamp(rfc3339: string): string {
    const { clock, day } = format.moment(rfc3339, new Date(), screens.current.language);
    return t('when.day', { clock, day });
  },

  /** `14:32` of today, `14:32 ngày 20/11/2026` of another day. */
  past(rfc3339: string): string {
    const { clock, daysAhead } = format.moment(rfc3339, new Date(), screens.current.language);
    return daysAhead === 0 ? clock : say.stamp(rfc3339);
  },

  /** `17:00`, `08:00 ngày mai`, `08:00 Thứ Hai`. */
  when(rfc3339: string, now: Date): string {
    const { clock, daysAhead, weekday, day } = format.moment(rfc3339, now, screens.current.language);
    if (daysAhead <= 0) return t('when.today', { clock });
    if (daysAhead === 1) return t('when.tomorrow', { clock });
    return daysAhead < 7 ? t('when.weekday', { clock, weekday }) : t('when.day', { clock, day });
  },

  /** The limits of a rule as words need them. */
  limits: (rule: RuleShape) => ({ radius: say.limit(rule.radius_m), minutes: say.minutes(rule.travel_s) }),

  rule: (id: RuleId, rule: RuleShape) => t(`rule.${id}`, say.limits(rule)),
};
