/** Figures as people write them: 24.760; 1,3 km; 4 phút. Units are in the name of each argument. */
import type { Language } from './url';

const LOCALES: Record<Language, string> = { vi: 'vi-VN', en: 'en-GB' };
const CITY_ZONE = 'Asia/Ho_Chi_Minh';
const cache = new Map<string, Intl.NumberFormat>();
const dateCache = new Map<string, Intl.DateTimeFormat>();

export function number(value: number, language: Language, decimals = 0): string {
  const key = `${language}${decimals}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALES[language], {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: true,
    });
    cache.set(key, format);
  }
  // "-0" would say that nothing is less than nothing.
  return format.format(Object.is(value, -0) || Math.abs(value) < 0.5 * 10 ** -decimals ? 0 : value);
}

/**
 * A part of a whole in percent. Never rounded up to 100 nor down to 0 while somebody is left out or in: the target is
 * everybody, and "100 %" has to mean it.
 */
export function percent(part: number, whole: number, language: Language, decimals = 1): string {
  if (!(whole > 0)) return '–';
  const value = percentValue(part, whole, decimals);
  return `${number(value, language, value === 0 || value === 100 ? 0 : decimals)}\u00a0%`;
}

/** The figure that `percent` writes; 0 of nothing. */
export function percentValue(part: number, whole: number, decimals = 1): number {
  if (!(whole > 0) || part <= 0) return 0;
  if (part >= whole) return 100;
  const step = 10 ** -decimals;
  const value = Math.round(((part / whole) * 100) / step) * step;
  return Math.min(Math.max(value, step), 100 - step);
}

/** How far a plan may be from the best, in percent: with two decimals and never told smaller than it is, as in the server's own words. */
export function gap(share: number, language: Language): string {
  return `${number(Math.max(0, Math.ceil(share * 10_000 - 1e-6)) / 100, language, 2)}\u00a0%`;
}

/** The difference of two figures as they are read, with one decimal: "3,0" and "3,2" never differ by 0,3. */
export function differenceRead(before: number, after: number): number {
  return tenth(tenth(after) - tenth(before));
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

export function distance(metres: number, language: Language): string {
  if (metres < 950) return `${number(Math.max(10, Math.round(metres / 10) * 10), language)}\u00a0m`;
  return `${number(metres / 1000, language, metres < 99_500 ? 1 : 0)}\u00a0km`;
}

/** Whole minutes, at least one: nobody arrives in no time. */
export function wholeMinutes(seconds: number): number {
  return Math.max(1, Math.round(seconds / 60));
}

export function minutes(seconds: number, language: Language): string {
  const value = wholeMinutes(seconds);
  if (value < 120) return language === 'vi' ? `${number(value, 'vi')}\u00a0phút` : `${number(value, 'en')}\u00a0min`;
  const hours = Math.floor(value / 60);
  const rest = value % 60;
  const text = language === 'vi' ? `${hours}\u00a0giờ` : `${hours}\u00a0h`;
  if (rest === 0) return text;
  return `${text} ${rest}\u00a0${language === 'vi' ? 'phút' : 'min'}`;
}

/** By the city's clock. Making a format takes about a thousand times as long as using it. */
function dates(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let format = dateCache.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { timeZone: CITY_ZONE, ...options });
    dateCache.set(key, format);
  }
  return format;
}

/** `2026-10` as `10/2026`. */
export function month(yearMonth: string): string {
  const [year, number] = yearMonth.split('-');
  return `${number ?? ''}/${year ?? ''}`;
}

export function date(rfc3339: string, language: Language): string {
  return dates(LOCALES[language], { day: '2-digit', month: '2-digit', year: 'numeric' }).format(new Date(rfc3339));
}

export interface Moment {
  /** `08:00` */
  clock: string;
  /** Days after today in the city, 0 = today. */
  daysAhead: number;
  /** `Thứ Hai`; for moments two to six days ahead. */
  weekday: string;
  /** `23/11/2026` */
  day: string;
}

/** When something changes, seen from `now`, by the city's own clock. */
export function moment(rfc3339: string, now: Date, language: Language): Moment {
  const then = new Date(rfc3339);
  const clock = dates('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(then);
  const weekday = dates(LOCALES[language], { weekday: 'long' }).format(then);
  return { clock, daysAhead: dayNumber(then) - dayNumber(now), weekday, day: date(rfc3339, language) };
}

function dayNumber(instant: Date): number {
  const [year, monthNumber, day] = dates('en-CA', {})
    .format(instant)
    .split('-')
    .map(Number);
  return Math.round(Date.UTC(year ?? 0, (monthNumber ?? 1) - 1, day ?? 1) / 86_400_000);
}
