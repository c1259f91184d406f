/**
 * Numbers that a page makes up so that what is sent twice counts once, and the note that a point was rated today. The note
 * stays on the device: it keeps a slip from becoming two ratings, and tells nobody anything.
 */
const RATED = 'gandan.rated';

/** A random UUID; also where the page came without https, and browsers withhold `randomUUID`. */
export function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** Whether this device rated the point on this day (`YYYY-MM-DD`). */
export function wasRated(code: string, day: string): boolean {
  return ratedToday(day).includes(code);
}

/** Notes it; notes of other days are thrown away. */
export function noteRated(code: string, day: string): void {
  try {
    window.localStorage.setItem(RATED, JSON.stringify({ day, codes: [...ratedToday(day), code] }));
  } catch {
    return;
  }
}

/** The day of the city's clock: UTC+7 all year. */
export function hanoiDay(now: Date): string {
  return new Date(now.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
}

function ratedToday(day: string): string[] {
  try {
    const kept = JSON.parse(window.localStorage.getItem(RATED) ?? 'null') as { day: string; codes: string[] } | null;
    return kept?.day === day ? kept.codes : [];
  } catch {
    return [];
  }
}
