import { describe, expect, it } from 'vitest';

import type { ProcedureItem, SearchItem, UnderstoodShape } from '../../src/api/types';
import { meantBy } from '../../src/state/understood';

const procedures = ['1', '2', '3'].map((code) => ({ code, name: `Thủ tục ${code}` }) as ProcedureItem);
const at = (label: string, lon: number | null = 105.8): SearchItem => ({ kind: 'place', label, lon, lat: lon === null ? null : 21, detail: 'Tây Hồ' });
const told = (codes: string[] | null, places: SearchItem[] | null, isAmbiguous = false): UnderstoodShape => ({
  procedure: codes && { words: 'x', candidates: codes.map((code) => ({ code, name: code })) },
  place: places && { words: 'y', candidates: places, is_ambiguous: isAmbiguous },
  needs: [], not_understood: [],
});
const lines = (asked: UnderstoodShape) => meantBy(asked, procedures).map((each) => [each.procedure?.code ?? null, each.place?.label ?? null]);

describe('what was understood of a sentence', () => {
  it('is each procedure that may be meant, with the place that was named', () => {
    expect(lines(told(['1', '3'], [at('Hồ Tây'), at('Hồ Tây 2')]))).toEqual([['1', 'Hồ Tây'], ['3', 'Hồ Tây']]);
    expect(meantBy(told(['1'], [at('Hồ Tây')]), procedures)[0]).toMatchObject({ place: { lon: 105.8, lat: 21, label: 'Hồ Tây' }, detail: 'Tây Hồ' });
  });

  it('is the procedure alone where no place was named or none has a position', () => {
    expect(lines(told(['2'], null))).toEqual([['2', null]]);
    expect(lines(told(['2'], [at('Đâu đó', null)]))).toEqual([['2', null]]);
  });

  it('asks which place is meant where one name stands for several', () => {
    const many = ['A', 'B', 'C', 'D'].map((label) => at(label));
    expect(lines(told(['1'], many, true))).toEqual([['1', 'A'], ['1', 'B'], ['1', 'C']]);
  });

  it('is the place alone where no procedure was named, and nothing where one was that is not offered', () => {
    expect(lines(told(null, [at('Hồ Tây')]))).toEqual([[null, 'Hồ Tây']]);
    expect(lines(told(['9'], [at('Hồ Tây')]))).toEqual([]);
    expect(lines(told(null, null))).toEqual([]);
  });
});
