/** What the server understood of a question in words, as choices: a procedure, a place, or both. Data in, data out. */
import type { ProcedureItem, SearchItem, UnderstoodShape } from '../api/types';
import type { AskedPlace } from './url';

/** One line of suggestions. */
export interface Meant {
  /** Null: any procedure, only the place was understood. */
  procedure: ProcedureItem | null;
  /** Null: nothing was said of a place, or it is not known where it lies. */
  place: AskedPlace | null;
  /** What tells the place from another of its name. */
  detail: string | null;
}

/** Places offered where one name means several. */
const PLACES = 3;

/** Every procedure that may be meant with every place that may be: one place only, unless the name stands for several far apart. */
export function meantBy(told: UnderstoodShape, procedures: readonly ProcedureItem[]): Meant[] {
  const places = (told.place?.candidates ?? []).flatMap(placeOf).slice(0, told.place?.is_ambiguous ? PLACES : 1);
  const codes = told.procedure?.candidates.map((each) => each.code) ?? [];
  const meant = procedures.filter((item) => codes.includes(item.code));
  const nowhere = { place: null, detail: null };
  if (meant.length > 0) return meant.flatMap((procedure) => (places.length > 0 ? places : [nowhere]).map((where) => ({ procedure, ...where })));
  // A procedure was named that this city does not offer: the place alone would answer another question.
  return told.procedure ? [] : places.map((where) => ({ procedure: null, ...where }));
}

function placeOf(item: SearchItem): Omit<Meant, 'procedure'>[] {
  if (item.lon == null || item.lat == null) return [];
  return [{ place: { lon: item.lon, lat: item.lat, label: item.label }, detail: item.detail ?? null }];
}
