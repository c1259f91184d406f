import { describe, expect, it } from 'vitest';

import { date, differenceRead, distance, gap, minutes, moment, month, number, percent } from '../../src/state/format';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('figures', () => {
  it('are written as Vietnamese and English readers write them', () => {
    expect(number(24760, 'vi')).toBe('24.760');
    expect(number(24760, 'en')).toBe('24,760');
    expect(number(1.25, 'vi', 1)).toMatch(/^1,[23]$/);
    expect(number(-0.2, 'vi')).toBe('0');
  });

  it('tell 100 % only when nobody is left out, and 0 % only when nobody is in', () => {
    expect(plain(percent(999_999, 1_000_000, 'vi'))).toBe('99,9 %');
    expect(plain(percent(1_000_000, 1_000_000, 'vi'))).toBe('100 %');
    expect(plain(percent(1, 1_000_000, 'vi'))).toBe('0,1 %');
    expect(plain(percent(0, 10, 'vi'))).toBe('0 %');
    expect(plain(percent(1, 3, 'en'))).toBe('33.3 %');
    expect(percent(0, 0, 'vi')).toBe('–');
  });

  it('tell a difference that fits the two figures beside it', () => {
    // 2,957 and 3,222 minutes read 3,0 and 3,2; the difference of what is read is 0,2, not 0,3.
    expect(differenceRead(177.4 / 60, 193.3 / 60)).toBe(0.2);
    expect(differenceRead(3.2, 3.0)).toBe(-0.2);
  });

  it('tell how far a plan may be from the best as the server does: up, to two decimals', () => {
    expect(plain(gap(0.041551, 'vi'))).toBe('4,16 %');
    expect(plain(gap(0, 'vi'))).toBe('0,00 %');
  });

  it('give distances in metres, then kilometres', () => {
    expect(plain(distance(3, 'vi'))).toBe('10 m');
    expect(plain(distance(624, 'vi'))).toBe('620 m');
    expect(plain(distance(1300, 'vi'))).toBe('1,3 km');
    expect(plain(distance(1300, 'en'))).toBe('1.3 km');
    expect(plain(distance(120_400, 'vi'))).toBe('120 km');
  });

  it('give whole minutes, never none, and hours past two', () => {
    expect(plain(minutes(5, 'vi'))).toBe('1 phút');
    expect(plain(minutes(239, 'vi'))).toBe('4 phút');
    expect(plain(minutes(7500, 'vi'))).toBe('2 giờ 5 phút');
    expect(plain(minutes(7200, 'en'))).toBe('2 h');
  });
});

describe('moments', () => {
  // 23:30 on 22 November in Hanoi is still 16:30 in UTC.
  const now = new Date('2026-11-22T16:30:00Z');

  it('are told by the clock of the city, whatever the device says', () => {
    expect(moment('2026-11-22T23:45:00+07:00', now, 'vi')).toMatchObject({ clock: '23:45', daysAhead: 0 });
    expect(moment('2026-11-23T00:15:00+07:00', now, 'vi')).toMatchObject({ clock: '00:15', daysAhead: 1 });
    expect(moment('2026-11-30T08:00:00+07:00', now, 'vi')).toMatchObject({ daysAhead: 8, weekday: 'Thứ Hai' });
  });

  it('name days and months', () => {
    expect(date('2026-10-31T18:00:00Z', 'vi')).toBe('01/11/2026');
    expect(month('2026-10')).toBe('10/2026');
  });
});
