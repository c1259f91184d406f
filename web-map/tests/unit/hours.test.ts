import { describe, expect, it } from 'vitest';

import { besidesWeek, notationOf, spansByDay, week, weekInWords } from '../../src/state/hours';

const words = (notation: string) => {
  const runs = week(notation);
  return runs === null ? null : weekInWords(runs, 'vi').map(({ days, times }) => `${days}: ${times}`);
};

describe('the hours of a week', () => {
  it('are told by runs of equal days, Monday first, days not named as closed', () => {
    expect(words('Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30')).toEqual([
      'Thứ Hai – Thứ Sáu: 08:00–11:30, 13:30–17:00', 'Thứ Bảy: 08:00–11:30', 'Chủ Nhật: ',
    ]);
    expect(words('Mo-Su 08:00-21:00')).toEqual(['Thứ Hai – Chủ Nhật: 08:00–21:00']);
  });

  it('are read with a comma between rules, without days, with lists of days and a later rule over an earlier', () => {
    expect(words('Mo-Sa 08:00-21:00, Su 08:00-18:00')).toEqual(['Thứ Hai – Thứ Bảy: 08:00–21:00', 'Chủ Nhật: 08:00–18:00']);
    expect(words('8:00-22:00')).toEqual(['Thứ Hai – Chủ Nhật: 08:00–22:00']);
    expect(words('Mo,We 08:00-12:00')).toEqual(['Thứ Hai: 08:00–12:00', 'Thứ Ba: ', 'Thứ Tư: 08:00–12:00', 'Thứ Năm – Chủ Nhật: ']);
    expect(words('24/7; Su off; PH off')).toEqual(['Thứ Hai – Thứ Bảy: 00:00–24:00', 'Chủ Nhật: ']);
  });

  it('are not guessed at', () => {
    for (const notation of ['', 'giờ hành chính', 'sunrise-sunset', 'Mo-Fr', 'Fr-Mo 08:00-12:00', 'Mo[1] 08:00-12:00', 'Mo 08:00+', 'week 1-5 Mo 08:00-09:00']) {
      expect(week(notation), notation).toBeNull();
    }
  });

  it('that are chosen day by day are written as runs, and read back as they were', () => {
    const notation = 'Mo-Fr 07:30-11:30,13:30-17:00; Sa 08:00-11:30';
    const days = spansByDay(notation);
    expect(days).toHaveLength(7);
    expect(days?.[5]).toEqual([['08:00', '11:30']]);
    expect(days?.[6]).toEqual([]);
    expect(notationOf(days ?? [])).toBe(notation);
    expect(notationOf(Array.from({ length: 7 }, () => []))).toBe('');
    expect(notationOf([[], [['09:00', '10:00']], [], [['09:00', '10:00']], [], [], []])).toBe('Tu 09:00-10:00; Th 09:00-10:00');
    expect(spansByDay('sunrise-sunset')).toBeNull();
  });

  it('keep what they say of public holidays when a day is changed', () => {
    for (const notation of ['Mo-Fr 07:30-11:30,13:30-17:00; PH off', 'Mo-Sa 08:00-21:00; Su 08:00-18:00; PH  off']) {
      expect(notationOf(spansByDay(notation) ?? [], besidesWeek(notation))).toBe(notation);
    }
    const days = spansByDay('Mo-Fr 08:00-12:00, PH off') ?? [];
    expect(besidesWeek('Mo-Fr 08:00-12:00, PH off')).toEqual(['PH off']);
    days[5] = [['08:00', '11:30']];
    expect(notationOf(days, ['PH off'])).toBe('Mo-Fr 08:00-12:00; Sa 08:00-11:30; PH off');
    expect(besidesWeek('Mo-Fr 08:00-12:00')).toEqual([]);
    expect(notationOf(Array.from({ length: 7 }, () => []), ['PH off'])).toBe('');
  });
});
