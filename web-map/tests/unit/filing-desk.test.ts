import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { FilingRowShape, SessionAnswer } from '../../src/api/types';
import { FilingDesk, type Line } from '../../src/state/filing.svelte';
import { FilingReview } from '../../src/state/filing-review.svelte';
import { session } from '../../src/state/session.svelte';

type State = 'missing' | 'draft' | 'submitted' | 'returned' | 'accepted';
const OPEN: readonly State[] = ['missing', 'draft', 'returned'];

/** A server that keeps one filing of agents A, B and C as the real one does: versions, states, conflicts. */
class Server {
  version = 1;
  states: Record<string, State> = { A: 'submitted', B: 'draft', C: 'missing' };
  rows: FilingRowShape[] = [row('A', 12), row('B', 5)];
  feedback = '';
  refusal: string | null = null;
  steps: { version: number; step: string; facilities: string[] }[] = [];
  /** Runs once before the next change is answered. */
  meanwhile: (() => void) | null = null;

  answer = () => ({
    period: { id: 'p', items: ['submitted_online', 'satisfaction', 'feedback'], is_closed: false },
    operator: 'BIDV', version: this.version, findings: [], events: [], rows: this.rows.map((each) => ({ ...each })),
    texts: { settlement: '', feedback: this.feedback, proposals: '' },
    agents: Object.entries(this.states).map(([facility, state]) => ({ facility, name: facility, branch: null, state, months: ['2026-10'], earlier: [] })),
  });

  fetch = async (address: string, asked: RequestInit = {}): Promise<Response> => {
    const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json' } });
    const refuse = (detail: string) => json(409, { type: 'about:blank', title: '', status: 409, detail });
    if ((asked.method ?? 'GET') === 'GET') return json(200, this.answer());
    const body = JSON.parse(String(asked.body)) as {
      version: number; rows?: FilingRowShape[]; texts?: { feedback: string }; step: string; facilities: string[];
    };
    const meanwhile = this.meanwhile;
    this.meanwhile = null;
    meanwhile?.();
    if (body.version !== this.version) return refuse('muộn / late');
    if (this.refusal !== null) return refuse(this.refusal);
    this.version += 1;
    if (address.endsWith('/state')) {
      this.steps.push({ version: body.version, step: body.step, facilities: body.facilities });
      const state = ({ submit: 'submitted', accept: 'accepted', return: 'returned' } as const)[body.step as 'submit'];
      for (const code of body.facilities) this.states[code] = state;
    } else {
      const sent = body.rows ?? [];
      expect(sent.every((each) => OPEN.includes(this.states[each.facility] ?? 'missing')), 'rows that may be changed').toBe(true);
      this.rows = [...this.rows.filter((each) => !OPEN.includes(this.states[each.facility] ?? 'missing')), ...sent];
      this.feedback = body.texts?.feedback ?? '';
    }
    return json(200, this.answer());
  };

  dossiers = (code: string) => this.rows.find((each) => each.facility === code)?.dossiers;
}

function row(facility: string, dossiers: number): FilingRowShape {
  return { facility, month: '2026-10', dossiers };
}

let server: Server;

beforeEach(() => {
  server = new Server();
  vi.stubGlobal('fetch', server.fetch);
  session.value = { csrf_token: 'token' } as SessionAnswer;
});
afterEach(() => vi.unstubAllGlobals());

async function desk(): Promise<FilingDesk> {
  const made = new FilingDesk('p', 'BIDV');
  await vi.waitFor(() => expect(made.answer).not.toBeNull());
  return made;
}

const line = (of: FilingDesk, code: string) => of.lines.find((each) => each.agent.facility === code) as Line;

describe('the draft of an operator', () => {
  it('keeps what was typed when a branch decides about another agent', async () => {
    const made = await desk();
    made.write(line(made, 'B'), 'dossiers', '50');
    made.writeText('feedback', 'thiếu máy quét');
    server.version += 1;
    server.states.A = 'returned';
    expect(await made.save()).toBe(true);
    expect([server.dossiers('A'), server.dossiers('B'), server.feedback]).toEqual([12, 50, 'thiếu máy quét']);
    expect([made.saving, made.text(line(made, 'B'), 'dossiers'), line(made, 'A').isOpen]).toEqual(['saved', '50', true]);
  });

  it('takes over what another window wrote where nothing was typed here', async () => {
    const made = await desk();
    made.write(line(made, 'C'), 'dossiers', 'nhiều');
    server.version += 1;
    server.rows = [row('A', 12), row('B', 77)];
    await made.save();
    expect([server.dossiers('B'), made.text(line(made, 'B'), 'dossiers')]).toEqual([77, '77']);
    expect(made.text(line(made, 'C'), 'dossiers')).toBe('nhiều');
  });

  it('is submitted only after a save that is under way, with what was typed meanwhile', async () => {
    const made = await desk();
    made.write(line(made, 'B'), 'dossiers', '6');
    const first = made.save();
    made.write(line(made, 'B'), 'dossiers', '7');
    expect(await made.submit()).toBe(1);
    await first;
    expect([server.dossiers('B'), server.states.B]).toEqual([7, 'submitted']);
    expect(made.saving).toBe('saved');
  });

  it('tells a refusal that is no conflict, and asks once', async () => {
    const made = await desk();
    server.refusal = 'Kỳ báo cáo đã đóng. / The period is closed.';
    made.write(line(made, 'B'), 'dossiers', '6');
    expect(await made.save()).toBe(false);
    expect([made.saving, made.failure?.message]).toEqual(['stale', server.refusal]);
    expect(made.text(line(made, 'B'), 'dossiers')).toBe('6');
  });

  it('shares people over those agents that tell both figures', async () => {
    const made = await desk();
    made.write(line(made, 'B'), 'submitted_online', '4');
    made.write(line(made, 'C'), 'submitted_online', '9');
    // A tells dossiers alone, C online alone: B is the only one that counts.
    expect(made.share('submitted_online', 'dossiers')).toEqual({ part: 4, whole: 5, agents: 1 });
    expect(made.share('satisfied', 'responses')).toBeNull();
    made.leave();
  });
});

describe('the decision of a branch', () => {
  async function review(): Promise<FilingReview> {
    const made = new FilingReview('p', 'BIDV');
    await vi.waitFor(() => expect(made.answer).not.toBeNull());
    made.chooseWaiting();
    return made;
  }

  it('carries the version that is shown, and is made again where only others were written at', async () => {
    const made = await review();
    expect([...made.chosen]).toEqual(['A']);
    server.version += 1;
    server.rows = [row('A', 12), row('B', 6)];
    expect(await made.decide('accept')).toBe(true);
    expect(server.steps).toEqual([{ version: 2, step: 'accept', facilities: ['A'] }]);
    expect(made.chosen.size).toBe(0);
  });

  it('is not made on figures that were never shown', async () => {
    const made = await review();
    server.meanwhile = () => {
      server.version += 3;
      server.rows = [row('A', 999)];
    };
    expect(await made.decide('accept')).toBe(false);
    expect(server.steps).toEqual([]);
    expect([...made.chosen], 'it is shown anew and still chosen').toEqual(['A']);
    expect(await made.decide('accept')).toBe(true);
  });

  it('forgets agents that another decided on', async () => {
    const made = await review();
    server.version += 1;
    server.states.A = 'returned';
    expect(await made.decide('accept')).toBe(false);
    expect(made.chosen.size).toBe(0);
  });
});
