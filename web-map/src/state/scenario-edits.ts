/** What the edits of a scenario say, and which changes come to a wish. Data in, data out. */
import type { DecisionShape, EditShape, FacilityItem, ScenarioAnswer, StoredEditShape } from '../api/types';
import type { Language } from './url';

/** Edits that speak of whether a point stays: of these a point has one. */
const DECIDING = ['keep', 'merge', 'close', 'open', 'open_at', 'mobile_stop'];
const NEW_POINT = ['open_at', 'mobile_stop'];

/** A wish as changes of the list of edits, in this order: taken back, brought back, added. */
export interface EditPlan {
  undo: number[];
  redo: number[];
  add: EditShape[];
}

/** One mark on the map. */
export interface EditMark {
  code: string;
  icon: string;
  lon: number;
  lat: number;
}

export function active(edits: readonly StoredEditShape[]): StoredEditShape[] {
  return edits.filter((each) => each.undone_by == null);
}

/** The edit in effect that decides about each point. */
export function decided(edits: readonly StoredEditShape[]): Map<string, StoredEditShape> {
  return latest(edits, DECIDING);
}

/** The edit in effect that moves each point. */
export function moved(edits: readonly StoredEditShape[]): Map<string, StoredEditShape> {
  return latest(edits, ['move']);
}

/** The edit in effect that changes one fact of each point: hours, capacity, procedures. */
export function factEdits(edits: readonly StoredEditShape[], action: 'hours' | 'capacity' | 'procedures'): Map<string, StoredEditShape> {
  return latest(edits, [action]);
}

/** The edit in effect that changes the speed of every road. */
export function speedEdit(edits: readonly StoredEditShape[]): StoredEditShape | null {
  return active(edits).findLast((each) => each.edit.action === 'speed') ?? null;
}

function latest(edits: readonly StoredEditShape[], actions: string[]): Map<string, StoredEditShape> {
  const of = active(edits).filter((each) => actions.includes(each.edit.action) && each.edit.facility != null);
  return new Map(of.map((each) => [each.edit.facility ?? '', each]));
}

/** Sets what an edit says; what stood against it is taken back. Null when it is said already. */
export function planOf(edits: readonly StoredEditShape[], wish: EditShape): EditPlan | null {
  const topic = DECIDING.includes(wish.action) ? DECIDING : [wish.action];
  const before = active(edits).filter((each) => topic.includes(each.edit.action) && each.edit.facility === wish.facility);
  if (before.length === 1 && before[0] && sameEdit(before[0].edit, wish)) return null;
  return { undo: before.map((each) => each.number), redo: [], add: [wish] };
}

export function sameEdit(a: EditShape, b: EditShape): boolean {
  const told = (edit: EditShape) => JSON.stringify(Object.entries(edit).filter(([, value]) => value != null && !(Array.isArray(value) && value.length === 0)).sort());
  return told(a) === told(b);
}

/** What a proposal of the review comes to; null for a proposal that is no change of this list, such as a mobile stop. */
export function proposedEdit(proposal: DecisionShape): EditShape | null {
  const facility = proposal.facility;
  switch (proposal.decision) {
    case 'keep':
    case 'remedy':
      return { action: 'keep', facility };
    case 'merge':
      return proposal.into == null ? { action: 'close', facility } : { action: 'merge', facility, into: proposal.into };
    case 'close':
    case 'open':
      return { action: proposal.decision, facility };
    default:
      return null;
  }
}

export interface Bulk {
  add: EditShape[];
  /** How many of each action are added. */
  counts: { open: number; merge: number; close: number };
  /** Proposals about points that the scenario decides already. */
  decided: number;
  /** Proposals that change nothing. */
  unchanged: number;
  /** People nearest to the points that end. */
  people: number;
  /** Dossiers a month that other points receive. */
  load: number;
}

/** What accepting these proposals would do. Openings first, then merges, then closings, so that each step stands by itself. */
export function bulkOf(proposals: readonly DecisionShape[], edits: readonly StoredEditShape[]): Bulk {
  const known = decided(edits);
  const bulk: Bulk = { add: [], counts: { open: 0, merge: 0, close: 0 }, decided: 0, unchanged: 0, people: 0, load: 0 };
  for (const proposal of proposals) {
    const edit = proposedEdit(proposal);
    if (edit === null || edit.action === 'keep') bulk.unchanged += 1;
    else if (known.has(proposal.facility)) bulk.decided += 1;
    else {
      bulk.add.push(edit);
      bulk.counts[edit.action as keyof Bulk['counts']] += 1;
      if (edit.action !== 'open') {
        bulk.people += proposal.reasons.catchment_people;
        bulk.load += proposal.reasons.load_per_month;
      }
    }
  }
  const order = ['open', 'merge', 'close'];
  bulk.add.sort((a, b) => order.indexOf(a.action) - order.indexOf(b.action));
  return bulk;
}

/** Points that a scenario opens where none was, as the lists of the page show points. */
export function newPoints(edits: readonly StoredEditShape[]): FacilityItem[] {
  return active(edits).flatMap(({ edit }) =>
    NEW_POINT.includes(edit.action) && edit.facility != null && edit.lon != null && edit.lat != null
      ? [{
          facility: edit.facility, name: edit.name ?? edit.facility, lon: edit.lon, lat: edit.lat,
          kind: edit.action === 'mobile_stop' ? 'mobile_stop' : (edit.kind ?? 'agent'),
          address: edit.address ?? null, operator: edit.operator ?? null, opening_hours: edit.opening_hours ?? null,
          capacity_per_month: edit.capacity_per_month ?? null, procedures: edit.procedures ?? [],
          status: 'planned', is_modelled: false,
        } as FacilityItem]
      : [],
  );
}

/** Marks and lines of what a scenario changes. */
export function marksOf(
  edits: readonly StoredEditShape[], points: ReadonlyMap<string, FacilityItem>,
): { marks: EditMark[]; links: { from: [number, number]; to: [number, number] }[] } {
  const marks: EditMark[] = [];
  const links: { from: [number, number]; to: [number, number] }[] = [];
  const places = moved(edits);
  const place = (code: string): [number, number] | null => {
    const to = places.get(code)?.edit;
    if (to?.lon != null && to.lat != null) return [to.lon, to.lat];
    const point = points.get(code);
    return point ? [point.lon, point.lat] : null;
  };
  const deciding = decided(edits);
  for (const [code, { edit }] of deciding) {
    const at = place(code);
    if (!at) continue;
    marks.push({ code, icon: iconOf(edit.action), lon: at[0], lat: at[1] });
    const to = edit.into == null ? null : place(edit.into);
    if (to) links.push({ from: at, to });
  }
  for (const code of places.keys()) {
    const [from, to] = [points.get(code), place(code)];
    if (!from || !to) continue;
    if (!deciding.has(code)) marks.push({ code, icon: 'move', lon: to[0], lat: to[1] });
    links.push({ from: [from.lon, from.lat], to });
  }
  return { marks, links };
}

function iconOf(action: string): string {
  return action === 'open_at' ? 'open' : action === 'mobile_stop' ? 'mobile' : action;
}

/** The mark of any edit in lists. */
export function markOf(edit: EditShape): string {
  const icon = iconOf(edit.action);
  return ['keep', 'merge', 'close', 'open', 'move', 'mobile'].includes(icon) ? icon : 'remedy';
}

/** What two sides do, by action; `differing`: points about which they say something else. */
export interface EditTally {
  rows: { action: (typeof TALLIED)[number]; counts: [number, number] }[];
  differing: number;
}

const TALLIED = ['keep', 'merge', 'close', 'open', 'move'] as const;

export function tallyOf(first: readonly StoredEditShape[], second: readonly StoredEditShape[]): EditTally {
  const sides = [first, second].map((edits) => ({ decided: decided(edits), moved: moved(edits) })) as [Told, Told];
  const count = (side: Told, action: (typeof TALLIED)[number]) =>
    action === 'move' ? side.moved.size : [...side.decided.values()].filter((each) => actionOf(each.edit.action) === action).length;
  const codes = new Set(sides.flatMap((side) => [...side.decided.keys(), ...side.moved.keys()]));
  const says = (side: Told, code: string) => [side.decided.get(code)?.edit, side.moved.get(code)?.edit];
  const same = (code: string) => {
    const [one, other] = [says(sides[0], code), says(sides[1], code)];
    return one.every((edit, at) => (edit && other[at] ? sameEdit(edit, other[at]) : edit === other[at]));
  };
  return {
    rows: TALLIED.map((action) => ({ action, counts: [count(sides[0], action), count(sides[1], action)] })),
    differing: [...codes].filter((code) => !same(code)).length,
  };
}

interface Told {
  decided: Map<string, StoredEditShape>;
  moved: Map<string, StoredEditShape>;
}

/** New points and stops are opened like any other. */
function actionOf(action: string): string {
  return NEW_POINT.includes(action) ? 'open' : action;
}

export interface Near {
  point: FacilityItem;
  /** As the crow flies. */
  metres: number;
}

/** Points that could receive another's dossiers, the nearest first: open ones that the scenario does not end. */
export function receivers(
  from: FacilityItem, points: Iterable<FacilityItem>, edits: readonly StoredEditShape[], count: number,
): Near[] {
  const deciding = decided(edits);
  const ends = (code: string) => ['merge', 'close'].includes(deciding.get(code)?.edit.action ?? '');
  const near: Near[] = [];
  for (const point of points) {
    if (point.facility === from.facility || !canReceive(point, deciding.get(point.facility)) || ends(point.facility)) continue;
    near.push({ point, metres: metresBetween(from, point) });
  }
  near.sort((a, b) => a.metres - b.metres || (a.point.facility < b.point.facility ? -1 : 1));
  return near.slice(0, count);
}

function canReceive(point: FacilityItem, decision: StoredEditShape | undefined): boolean {
  if (point.kind === 'mobile_stop' || point.kind === 'collaborator') return false;
  return point.status === 'open' || ['open', 'open_at'].includes(decision?.edit.action ?? '');
}

interface LonLat {
  lon: number;
  lat: number;
}

/** Great-circle distance by the haversine formula, on a sphere of 6371 km. */
export function metresBetween(a: LonLat, b: LonLat): number {
  const radians = Math.PI / 180;
  const half = (angle: number) => Math.sin((angle * radians) / 2) ** 2;
  const h = half(b.lat - a.lat) + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * half(b.lon - a.lon);
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** A code for a new point that nobody has. */
export function freshCode(taken: (code: string) => boolean): string {
  let number = 1;
  while (taken(`MOI-${String(number).padStart(2, '0')}`)) number += 1;
  return `MOI-${String(number).padStart(2, '0')}`;
}

/** Whom the changes concern: communes and enterprises of the points that they speak of. */
export function concerned(
  edits: readonly StoredEditShape[], points: ReadonlyMap<string, FacilityItem>,
): { party: string; name: string }[] {
  const parties = new Map<string, string>();
  for (const { edit } of active(edits)) {
    for (const code of [edit.facility, edit.into]) {
      const point = code == null ? undefined : points.get(code);
      if (point?.area) parties.set(`commune:${point.area}`, point.area_name ?? point.area);
      if (point?.operator) parties.set(`enterprise:${point.operator}`, point.operator);
    }
  }
  const collate = new Intl.Collator('vi').compare;
  return [...parties].map(([party, name]) => ({ party, name })).sort((a, b) =>
    a.party.slice(0, 4) === b.party.slice(0, 4) ? collate(a.name, b.name) : a.party < b.party ? -1 : 1);
}

/** The half of a sentence "Vietnamese / English" that a reader wants. */
export function half(detail: string, language: Language): string {
  const at = detail.indexOf(' / ');
  if (at < 0) return detail;
  return language === 'vi' ? detail.slice(0, at) : detail.slice(at + 3);
}

export const STATES = ['draft', 'submitted', 'in_consultation', 'approved', 'published'] as const;
export type StepName = 'submit' | 'consult' | 'return' | 'approve' | 'publish' | 'rebase';

/** The steps that a state allows, and what a role must be allowed for each. */
export function stepsOf(state: string): { step: StepName; permission: 'submit_scenario' | 'approve' | 'publish' | 'edit_scenario' }[] {
  const returned = { step: 'return', permission: 'approve' } as const;
  switch (state) {
    case 'draft':
      return [{ step: 'submit', permission: 'submit_scenario' }];
    case 'submitted':
      return [{ step: 'consult', permission: 'submit_scenario' }, returned];
    case 'in_consultation':
      return [{ step: 'approve', permission: 'approve' }, returned];
    case 'approved':
      return [{ step: 'publish', permission: 'publish' }];
    default:
      return [];
  }
}

/** The parties for which somebody may give an opinion now. */
export function mayOpineFor(answer: ScenarioAnswer, role: string, scope: string | null): string[] {
  const kind = role === 'commune' ? 'commune' : role === 'operator' ? 'enterprise' : 'branch';
  return (answer.consultation?.asked ?? []).filter((party) =>
    party.startsWith(`${kind}:`) && (scope === null || party === `${kind}:${scope}`));
}
