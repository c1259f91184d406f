import { describe, expect, it } from 'vitest';

import type { FacilityItem } from '../../src/api/types';
import { nearestByLine, placesByName, straightMetres } from '../../src/state/offline';

const point = (facility: string, lon: number, lat: number, more: Partial<FacilityItem> = {}): FacilityItem => ({
  facility, name: `Điểm ${facility}`, kind: 'agent', lon, lat, procedures: [], status: 'open', is_modelled: false, ...more,
});
const place = { lon: 105.8, lat: 21, label: null };

describe('without a network', () => {
  it('distances are those of the sphere: a degree of latitude is 111.195 km', () => {
    expect(straightMetres({ lon: 105, lat: 20 }, { lon: 105, lat: 21 })).toBeCloseTo(111_195, -1);
    expect(straightMetres(place, place)).toBe(0);
    // A degree of longitude shrinks with the cosine of the latitude.
    expect(straightMetres({ lon: 0, lat: 60 }, { lon: 1, lat: 60 })).toBeCloseTo(111_195 / 2, -2);
  });

  it('points come nearest first, ties by code, without those that are shut down', () => {
    const facilities = [
      point('C', 105.81, 21), point('B', 105.82, 21), point('A', 105.81, 21), point('X', 105.8, 21, { status: 'closed' }),
    ];
    const answer = nearestByLine({ snapshot_id: 's', facilities }, place, 'foot', null, 2);
    expect(answer.results.map((each) => each.facility)).toEqual(['A', 'C']);
    expect(answer.results[0]).toMatchObject({ travel_s: null, open: null });
  });

  it('a procedure narrows them; a point without a list handles all', () => {
    const facilities = [point('A', 105.8, 21, { procedures: ['1'] }), point('B', 105.9, 21), point('C', 105.8, 21, { procedures: ['2', '3'] })];
    const codes = (procedure: string) =>
      nearestByLine({ snapshot_id: 's', facilities }, place, 'foot', procedure, 9).results.map((each) => each.facility);
    expect(codes('3')).toEqual(['C', 'B']);
    expect(codes('9')).toEqual(['B']);
  });

  it('places are found by the names of communes and points, without marks', () => {
    const facilities = [
      point('A', 105.8, 21, { area_name: 'Phường Đống Đa', address: '1 phố Huế' }), point('B', 105.9, 21, { area_name: 'Phường Đống Đa' }),
    ];
    const found = (query: string) => placesByName({ snapshot_id: 's', facilities }, query, 5).map((each) => each.label);
    expect(found('dong da')).toEqual(['Phường Đống Đa']);
    expect(found('pho hue')).toEqual(['Điểm A, 1 phố Huế']);
    expect(found('sai gon')).toEqual([]);
  });
});
