/**
 * Opening hours as a week in words. Understood is what the data hold almost always - days, ranges of days and spans of
 * time of the OSM `opening_hours` notation; anything else is shown as it is written, never guessed at. Whether a point is
 * open *now* is told by the server alone, which reads the whole notation.
 */
import type { Language } from './url';

/** Monday first. */
const DAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const;
/** A rule of public holidays: no day of the week is told by it. */
const HOLIDAYS = /^PH\s+off$/;
/** A Monday, to name weekdays after. */
const SOME_MONDAY = Date.UTC(2024, 0, 1, 12);
const DAY = 86_400_000;

export interface OpenDays {
  /** First and last weekday, 0 = Monday. */
  from: number;
  to: number;
  /** `07:30`, `11:30` pairs; empty = closed. */
  spans: [string, string][];
}

/** The week as runs of equal days, Monday first; null when the notation is not understood. Days not named are closed. */
export function week(notation: string): OpenDays[] | null {
  const days: ([string, string][] | null)[] = DAYS.map(() => null);
  const text = notation.trim();
  if (text === '') return null;
  for (const rule of rulesOf(text)) {
    if (rule === '' || HOLIDAYS.test(rule)) continue;
    if (rule === '24/7') {
      days.fill([['00:00', '24:00']]);
      continue;
    }
    const match = /^((?:[A-Z][a-z](?:\s*-\s*[A-Z][a-z])?(?:\s*,\s*)?)*)\s*(.*)$/.exec(rule);
    const named = namedDays(match?.[1] ?? '');
    const spans = spansOf(match?.[2] ?? '');
    if (named === null || spans === null) return null;
    for (const day of named) days[day] = spans;
  }
  if (days.every((spans) => spans === null)) return null;
  const runs: OpenDays[] = [];
  days.forEach((spans, day) => {
    const last = runs.at(-1);
    const own = spans ?? [];
    if (last && JSON.stringify(last.spans) === JSON.stringify(own)) last.to = day;
    else runs.push({ from: day, to: day, spans: own });
  });
  return runs;
}

/** `Thứ Hai – Thứ Sáu` and `08:00–11:30, 13:30–17:00`; a closed run has empty times. */
export function weekInWords(runs: readonly OpenDays[], language: Language): { days: string; times: string }[] {
  return runs.map(({ from, to, spans }) => ({
    days: from === to ? weekday(from, language) : `${weekday(from, language)} – ${weekday(to, language)}`,
    times: spans.map(([opens, closes]) => `${opens}–${closes}`).join(', '),
  }));
}

/** The spans of each day, Monday first; null when the notation is not understood. A closed day has none. */
export function spansByDay(notation: string): [string, string][][] | null {
  const runs = week(notation);
  return runs && runs.flatMap(({ from, to, spans }) => DAYS.slice(from, to + 1).map(() => spans));
}

/** What a notation says beside the week that {@link spansByDay} reads: the rules of public holidays, as they are written. */
export function besidesWeek(notation: string): string[] {
  return rulesOf(notation.trim()).filter((rule) => HOLIDAYS.test(rule));
}

/**
 * Spans of seven days, Monday first, in the OSM notation: `Mo-Fr 07:30-11:30,13:30-17:00; Sa 08:00-11:30`; empty when no day
 * is open. `besides`: rules that follow those of the week.
 */
export function notationOf(days: readonly (readonly [string, string][])[], besides: readonly string[] = []): string {
  const rules: string[] = [];
  for (let from = 0; from < days.length; ) {
    const own = JSON.stringify(days[from]);
    let to = from;
    while (to + 1 < days.length && JSON.stringify(days[to + 1]) === own) to += 1;
    const spans = (days[from] ?? []).map(([opens, closes]) => `${opens}-${closes}`).join(',');
    if (spans !== '') rules.push(`${DAYS[from]}${to > from ? `-${DAYS[to]}` : ''} ${spans}`);
    from = to + 1;
  }
  return rules.length === 0 ? '' : [...rules, ...besides].join('; ');
}

/** The name of a day, 0 = Monday. */
export function weekdayName(day: number, language: Language): string {
  return weekday(day, language);
}

function weekday(day: number, language: Language): string {
  const name = new Intl.DateTimeFormat(language === 'vi' ? 'vi-VN' : 'en-GB', { weekday: 'long', timeZone: 'UTC' });
  return name.format(new Date(SOME_MONDAY + day * DAY));
}

/** A comma between a time and a day begins a rule of its own; others stand in lists of days or of times. */
function rulesOf(text: string): string[] {
  return text.split(/\s*;\s*|(?<=\d)\s*,\s*(?=[A-Z])/);
}

/** Every day when none is named; null when a name is unknown. */
function namedDays(text: string): number[] | null {
  const parts = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  if (parts.length === 0) return DAYS.map((_, index) => index);
  const days: number[] = [];
  for (const part of parts) {
    const [from, to] = part.split('-').map((name) => (DAYS as readonly string[]).indexOf(name.trim()));
    if (from === undefined || from < 0 || (to !== undefined && to < from)) return null;
    for (let day = from; day <= (to ?? from); day += 1) days.push(day);
  }
  return days;
}

function spansOf(text: string): [string, string][] | null {
  if (/^(off|closed)$/.test(text)) return [];
  const spans: [string, string][] = [];
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*$/.exec(part);
    if (!match) return null;
    spans.push([(match[1] ?? '').padStart(5, '0'), (match[2] ?? '').padStart(5, '0')]);
  }
  return spans;
}
