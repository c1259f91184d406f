/** What a device without a network can still say: points by straight line, from the list of points that it has kept. */
import type { FacilitiesAnswer, FacilityItem, NearestAnswer, NearestItem } from '../api/types';
import { matching } from './text';
import type { AskedPlace, Mode } from './url';

/** Mean radius of the earth in metres (IUGG); the sphere is wrong by at most 0.6 %, which a list by distance bears. */
const EARTH_RADIUS = 6_371_008.8;

/** Metres over the sphere (haversine). */
export function straightMetres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (difference: number) => Math.sin(radians(difference) / 2) ** 2;
  const h = half(b.lat - a.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(b.lon - a.lon);
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The answer to `nearest` without roads and without a clock: travel time and open state are not known. Ties by code. */
export function nearestByLine(
  kept: FacilitiesAnswer, place: AskedPlace, mode: Mode, procedure: string | null, count: number,
): NearestAnswer {
  const results = kept.facilities
    .filter((point) => point.status === 'open' && handles(point, procedure))
    .map((point) => ({ point, metres: straightMetres(place, point) }))
    .sort((a, b) => a.metres - b.metres || (a.point.facility < b.point.facility ? -1 : 1))
    .slice(0, count)
    .map(({ point, metres }) => itemOf(point, metres));
  return { snapshot_id: kept.snapshot_id, mode, lon: place.lon, lat: place.lat, on_road: true, area_name: null, results };
}

/** A point as a row of a list. */
export function itemOf(point: FacilityItem, metres: number): NearestItem {
  const { facility, name, kind } = point;
  return { facility, name, kind, distance_m: metres, travel_s: null, open: null, next_change: null, detail: point };
}

/** Points and communes whose names hold the typed words, as places to start from. */
export function placesByName(kept: FacilitiesAnswer, query: string, count: number): AskedPlace[] {
  const places = new Map<string, AskedPlace>();
  for (const { area_name: area, name, address, lon, lat } of kept.facilities) {
    if (area && !places.has(area)) places.set(area, { lon, lat, label: area });
    const label = address ? `${name}, ${address}` : name;
    if (!places.has(label)) places.set(label, { lon, lat, label });
  }
  return matching([...places.values()], query, (place) => place.label ?? '').slice(0, count);
}

/** An empty list of procedures means all of the essential list. */
function handles(point: FacilityItem, procedure: string | null): boolean {
  return procedure === null || point.procedures.length === 0 || point.procedures.includes(procedure);
}
