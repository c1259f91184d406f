/**
 * Inspections that are being written, kept on the device until the server has them: there is often no network on the spot.
 * A device may serve several people: drafts are kept under the login name of who writes them.
 */
import type { ChecklistAnswer, InspectionRequest } from '../api/types';
import { randomUuid } from './visit';

export type Outcome = 'met' | 'not_met' | 'not_applicable';

/** What is written of one point. */
export interface Draft {
  id: string;
  facility: string;
  name: string;
  on: string;
  visit: 'regular' | 'unannounced';
  checklist: string;
  version: number;
  note: string;
  items: { item: string; outcome: Outcome | null; note: string }[];
  findings: { text: string; deadline: string }[];
}

const DRAFTS = 'gandan.inspections';
const OWNER = 'gandan.inspector';
const LIST = 'gandan.checklist';

export function newDraft(point: { facility: string; name: string }, list: ChecklistAnswer, today: string): Draft {
  return {
    id: randomUuid(),
    facility: point.facility,
    name: point.name,
    on: today,
    visit: 'regular',
    checklist: list.id,
    version: list.version,
    note: '',
    items: list.items.map((item) => ({ item: item.id, outcome: null, note: '' })),
    findings: [],
  };
}

/** What is missing before it can be sent: the number of the first item without an answer or finding without words or day. */
export function missing(draft: Draft): { part: 'item' | 'finding'; number: number } | null {
  const item = draft.items.findIndex((each) => each.outcome === null);
  if (item >= 0) return { part: 'item', number: item + 1 };
  const finding = draft.findings.findIndex((each) => each.text.trim() === '' || each.deadline < draft.on);
  return finding >= 0 ? { part: 'finding', number: finding + 1 } : null;
}

/** As it is sent; only of a draft in which nothing is missing. */
export function asRequest(draft: Draft): InspectionRequest {
  return {
    id: draft.id,
    facility: draft.facility,
    on: draft.on,
    visit: draft.visit,
    checklist: draft.checklist,
    checklist_version: draft.version,
    note: draft.note,
    items: draft.items.map(({ item, outcome, note }) => ({ item, outcome: outcome ?? 'not_applicable', note })),
    findings: draft.findings.map(({ text, deadline }) => ({ text, deadline })),
  };
}

/** Who writes on this device: `login`, or without a network, when nobody can be asked, who did last. Empty: nobody yet. */
export function draftOwner(login: string | null): string {
  if (login !== null) write(OWNER, login);
  return login ?? read<string>(OWNER) ?? '';
}

export function keptDrafts(owner: string): Draft[] {
  return read<Draft[]>(`${DRAFTS}.${owner}`) ?? [];
}

/** Keeps a draft in place of what was kept of it. False where the device keeps nothing. */
export function keepDraft(owner: string, draft: Draft): boolean {
  return write(`${DRAFTS}.${owner}`, [...keptDrafts(owner).filter((each) => each.id !== draft.id), draft]);
}

export function forgetDraft(owner: string, id: string): void {
  write(`${DRAFTS}.${owner}`, keptDrafts(owner).filter((each) => each.id !== id));
}

/** The checklist as it was told last. */
export function keptChecklist(): ChecklistAnswer | null {
  return read<ChecklistAnswer>(LIST);
}

export function keepChecklist(list: ChecklistAnswer): void {
  write(LIST, list);
}

function read<T>(key: string): T | null {
  try {
    return JSON.parse(window.localStorage.getItem(key) ?? 'null') as T | null;
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): boolean {
  try {
    window.localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
