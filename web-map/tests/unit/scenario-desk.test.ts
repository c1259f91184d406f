import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { EditShape, SessionAnswer, StoredEditShape } from '../../src/api/types';
import { Scenarios } from '../../src/state/scenario.svelte';
import { session } from '../../src/state/session.svelte';

/** A server that keeps one scenario as the real one does: versions, marks on what is taken back, conflicts. */
class Server {
  version = 1;
  edits: StoredEditShape[] = [];
  sent: string[] = [];
  unfit = false;
  down = false;

  answer = () => ({
    scenario: { id: 's', name: 'Thử', note: '', state: 'draft', baseline_snapshot_id: 'b', version: this.version, edits: 0, undone: 0, created_by: 'lan' },
    edits: this.edits.map((each) => ({ ...each })), findings: [], comments: [], opinions: [],
    history: [{ version: this.version, what: 'edited', author: 'lan', at: '', edits: this.touched, note: '' }],
  });
  private touched: number[] = [];

  fetch = async (address: string, asked: RequestInit = {}): Promise<Response> => {
    if (this.down) throw new TypeError('no network');
    const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
    if (address.includes('comparison')) return json(200, { rules: [] });
    if (asked.method !== 'PATCH') return json(200, this.answer());
    const headers = asked.headers as Record<string, string>;
    expect(headers['x-csrf-token']).toBe('token');
    const body = JSON.parse(String(asked.body)) as { add?: EditShape[]; undo?: number; redo?: number };
    this.sent.push(String(asked.body));
    if (headers['if-match'] !== `"${this.version}"`) {
      return json(409, { type: 'scenario-conflict', title: '', status: 409, detail: 'muộn / late', version: this.version, meanwhile: [], edits: [], findings: [] });
    }
    if (body.add && this.unfit) return json(422, { type: 'scenario-unfit', title: '', status: 422, detail: 'x', findings: [{ check: 'c', severity: 'error', message: 'no', message_vi: 'không' }] });
    this.version += 1;
    if (body.add) this.touched = this.append(body.add);
    else if (body.undo !== undefined) this.touched = [this.mark(body.undo === 0 ? this.lastActive() : body.undo, 'lan')];
    else this.touched = [this.mark(body.redo ?? 0, null)];
    return json(200, this.answer());
  };

  append(edits: EditShape[]): number[] {
    return edits.map((edit) => {
      const number = this.edits.length + 1;
      this.edits.push({ number, edit, author: 'lan', at: '' });
      return number;
    });
  }
  lastActive = () => this.edits.findLast((each) => each.undone_by == null)?.number ?? 0;
  mark(number: number, by: string | null): number {
    const found = this.edits.find((each) => each.number === number);
    if (found) found.undone_by = by;
    return number;
  }
  inEffect = () => this.edits.filter((each) => each.undone_by == null).map((each) => `${each.edit.action} ${each.edit.facility}`);
}

let server: Server;
let scenarios: Scenarios;

beforeEach(async () => {
  server = new Server();
  vi.stubGlobal('fetch', server.fetch);
  session.value = { csrf_token: 'token', permissions: ['read_scenario', 'edit_scenario'], role: 'planner' } as unknown as SessionAnswer;
  scenarios = new Scenarios();
  await scenarios.open('s');
});
afterEach(() => vi.unstubAllGlobals());

describe('a scenario at work', () => {
  it('sends the version that it saw, and counts what was acknowledged', async () => {
    expect(await scenarios.set({ action: 'close', facility: 'A' })).toBe(true);
    expect(scenarios.current?.scenario.version).toBe(2);
    expect(await scenarios.set({ action: 'close', facility: 'A' })).toBe(true);
    expect(server.sent).toHaveLength(1);
  });

  it('undoes a changed decision as one wish, and brings it back as one', async () => {
    await scenarios.set({ action: 'close', facility: 'A' });
    await scenarios.set({ action: 'keep', facility: 'A' });
    expect(server.inEffect()).toEqual(['keep A']);
    await scenarios.undo();
    expect(server.inEffect()).toEqual(['close A']);
    await scenarios.undo();
    expect(server.inEffect()).toEqual([]);
    expect(scenarios.canUndo).toBe(false);
    await scenarios.redo();
    await scenarios.redo();
    expect(server.inEffect()).toEqual(['keep A']);
  });

  it('undoes a whole list at once, and one edit by its number', async () => {
    await scenarios.add([{ action: 'close', facility: 'A' }, { action: 'close', facility: 'B' }, { action: 'close', facility: 'C' }]);
    await scenarios.takeBack(2);
    expect(server.inEffect()).toEqual(['close A', 'close C']);
    await scenarios.undo();
    expect(server.inEffect()).toEqual(['close A', 'close B', 'close C']);
    await scenarios.undo();
    expect(server.inEffect()).toEqual([]);
  });

  it('takes back the last edit in effect where this page made none', async () => {
    server.append([{ action: 'close', facility: 'A' }]);
    await scenarios.open('s');
    await scenarios.undo();
    expect(server.sent).toEqual(['{"undo":0}']);
    expect(server.inEffect()).toEqual([]);
  });

  it('leaves the old decision in effect when the new one does not fit', async () => {
    await scenarios.set({ action: 'close', facility: 'A' });
    server.unfit = true;
    expect(await scenarios.set({ action: 'merge', facility: 'A', into: 'A' })).toBe(false);
    expect(server.inEffect()).toEqual(['close A']);
    expect(scenarios.refused.map((each) => each.message_vi)).toEqual(['không']);
  });

  it('keeps what was wanted through a conflict, and applies it on what is there now', async () => {
    server.version = 5;
    expect(await scenarios.set({ action: 'close', facility: 'A' })).toBe(false);
    expect(scenarios.conflict?.problem.version).toBe(5);
    expect(scenarios.error).toBeNull();
    expect(server.inEffect()).toEqual([]);
    expect(await scenarios.reapply()).toBe(true);
    expect(scenarios.conflict).toBeNull();
    expect(server.inEffect()).toEqual(['close A']);
  });

  it('says that nothing was saved when there is no network', async () => {
    server.down = true;
    expect(await scenarios.set({ action: 'close', facility: 'A' })).toBe(false);
    expect(scenarios.error?.offline).toBe(true);
    expect(scenarios.current?.scenario.version).toBe(1);
  });

  it('takes no edit from an account that may not', async () => {
    session.value = { csrf_token: 'token', permissions: ['read_scenario'], role: 'leader' } as unknown as SessionAnswer;
    expect(scenarios.editable).toBe(false);
    expect(scenarios.canUndo).toBe(false);
  });
});
