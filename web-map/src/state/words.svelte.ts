/** Words and figures in the language of the screen; what reads them is drawn anew when the language changes. */
import * as format from './format';
import { translator, word as wordIn, type Key } from './i18n';
import { screens } from './screen.svelte';
import type { RuleShape } from '../api/types';
import type { RuleId } from './url';

export function t(key: Key, values?: Record<string, string | number>): string {
  return translator(screens.current.language)(key, values);
}

/** A code of the server in words. */
export function word(prefix: string, code: string): string {
  return wordIn(t, prefix, code);
}

export const say = {
  number: (value: number, decimals?: number) => format.number(value, screens.current.language, decimals),
  percent: (part: number, whole: number) => format.percent(part, whole, screens.current.language),
  distance: (metres: number) => format.distance(metres, screens.current.language),
  /** A limit rather than a measurement: 5 km, not 5,0 km. */
  limit: (metres: number) =>
    metres % 1000 === 0 ? `${format.number(metres / 1000, screens.current.language)}\u00a0km` : say.distance(metres),
  minutes: (seconds: number) => format.minutes(seconds, screens.current.language),
  date: (rfc3339: string) => format.date(rfc3339, screens.current.language),

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
