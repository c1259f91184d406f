import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ReviewRuns } from '../../src/state/review-run.svelte';
import { Events } from './events';

/** What the server was asked, and what it answers. */
const sent: string[] = [];
let listed: object[] = [];
let refusal: { path: string; status: number } | null = null;
let shown: object | null = null;
const plan = { status: 'optimal', settings: { preset: 'careful' } };

function job(state: string, more: object = {}): object {
  const ended = !['queued', 'running'].includes(state);
  return {
    id: 'j', kind: 'review', account: 'lan', state, progress: '', settings: {}, created_at: '2026-11-22T00:00:00Z',
    finished_at: ended ? '2026-11-22T00:01:00Z' : null, ...more,
  };
}

async function answer(address: string, asked: RequestInit = {}): Promise<Response> {
  const method = asked.method ?? 'GET';
  sent.push(`${method} ${address}${asked.body ? ` ${String(asked.body)}` : ''}`);
  const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  if (refusal !== null && address.includes(refusal.path) && method !== 'GET') {
    return json(refusal.status, { type: 'about:blank', title: '', status: refusal.status, detail: 'vi / en' });
  }
  if (address.endsWith('/result')) return json(200, plan);
  if (address === '/api/v1/review' && method === 'PUT') return json(200, { job: 'j', snapshot_id: 's', is_written: true, warning: null });
  if (address === '/api/v1/review') return shown === null ? json(404, { status: 404, detail: '' }) : json(200, shown);
  if (address === '/api/v1/jobs' && method === 'GET') return json(200, { jobs: listed });
  return method === 'DELETE' ? json(202, job('running')) : json(202, job('queued'));
}

describe('a review from its settings to the own plan of the workspace', () => {
  let served = 0;
  let runs: ReviewRuns;
  beforeEach(() => {
    sent.length = 0;
    listed = [];
    refusal = shown = null;
    served = 0;
    Events.last = null;
    runs = new ReviewRuns(() => { served += 1; });
    vi.stubGlobal('fetch', answer);
    vi.stubGlobal('EventSource', Events);
  });
  afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers(); });

  async function done(): Promise<void> {
    expect(await runs.start({ preset: 'careful' })).toBe(true);
    Events.last!.tell('end', job('done'));
    await vi.waitFor(() => expect(runs.plan).toEqual(plan));
  }

  it('tells each step, then the plan, and changes nothing by itself', async () => {
    await runs.start({ preset: 'efficient', keep: ['DL-1'] });
    expect(sent[0]).toBe('POST /api/v1/jobs {"kind":"review","settings":{"preset":"efficient","keep":["DL-1"]}}');
    expect(Events.last?.address).toBe('/api/v1/jobs/j/events');
    expect([runs.running, runs.job?.state]).toEqual([true, 'queued']);
    const step = { name: 'solving', level: 'cost', incumbent: 120, bound: 100, gap: 0.1667 };
    Events.last!.tell('progress', job('running', { step, running_s: 7 }));
    expect(runs.job?.step).toMatchObject({ level: 'cost', bound: 100 });
    const now = performance.now();
    expect(runs.seconds(now)).toBe(7);
    expect(runs.seconds(now + 5100)).toBe(12);
    Events.last!.tell('end', job('done'));
    await vi.waitFor(() => expect(runs.plan).toEqual(plan));
    expect([runs.running, runs.adoption, served]).toEqual([false, 'none', 0]);
    expect(sent.some((each) => each.startsWith('PUT'))).toBe(false);
    runs.discard();
    expect([runs.job, runs.plan, runs.jobs.length]).toEqual([null, null, 1]);
  });

  it('finds a review again that runs when the page is opened, and none of another kind', async () => {
    listed = [job('running', { id: 'c', kind: 'compare' }), job('done', { id: 'b' }), job('running', { id: 'a', running_s: 30 })];
    await runs.load();
    expect(runs.jobs.map((each) => each.id)).toEqual(['b', 'a']);
    expect([runs.job?.id, runs.running, Events.last?.address]).toEqual(['a', true, '/api/v1/jobs/a/events']);
    expect(runs.seconds(performance.now())).toBe(30);
    Events.last!.tell('end', job('interrupted', { id: 'a' }));
    expect([runs.running, runs.job?.state, runs.plan]).toEqual([false, 'interrupted', null]);
    runs.show(runs.jobs[0]!);
    await vi.waitFor(() => expect(runs.plan).toEqual(plan));
    expect(sent.at(-1)).toBe('GET /api/v1/jobs/b/result');
  });

  it('watches the one at work where others wait behind it', async () => {
    listed = [job('queued', { id: 'later' }), job('running', { id: 'now' })];
    await runs.load();
    expect(runs.job?.id).toBe('now');
  });

  it('is cancelled, and keeps quiet where it had ended meanwhile', async () => {
    await runs.start({});
    Events.last!.tell('progress', job('running'));
    await runs.cancel();
    expect([sent.includes('DELETE /api/v1/jobs/j'), runs.cancelling]).toEqual([true, true]);
    Events.last!.tell('end', job('cancelled'));
    expect([runs.running, runs.cancelling, runs.plan, runs.error]).toEqual([false, false, null, null]);
    await runs.start({});
    refusal = { path: 'jobs/j', status: 409 };
    await runs.cancel();
    expect([runs.error, runs.cancelling]).toEqual([null, false]);
  });

  it('adopts the plan and says so once it is shown, not before', async () => {
    await done();
    vi.useFakeTimers();
    expect(await runs.adopt()).toBe(true);
    expect(sent).toContain('PUT /api/v1/review {"job":"j"}');
    await vi.advanceTimersByTimeAsync(4000);
    expect([runs.adoption, served]).toEqual(['waiting', 0]);
    shown = { ...plan, status: 'feasible' };
    await vi.advanceTimersByTimeAsync(4000);
    expect([runs.adoption, served]).toEqual(['waiting', 0]);
    shown = plan;
    await vi.advanceTimersByTimeAsync(2000);
    expect([runs.adoption, served]).toEqual(['served', 1]);
  });

  it('gives the waiting up after minutes and says that the plan is written', async () => {
    await done();
    vi.useFakeTimers();
    await runs.adopt();
    await vi.advanceTimersByTimeAsync(301_000);
    expect([runs.adoption, served]).toEqual(['late', 0]);
  });

  it('keeps the plan at hand where it may not be adopted, and tells why', async () => {
    await done();
    refusal = { path: 'review', status: 409 };
    expect(await runs.adopt()).toBe(false);
    expect([runs.adoption, runs.plan, runs.error?.status, runs.busy]).toEqual(['none', plan, 409, false]);
    refusal = { path: 'jobs', status: 400 };
    expect(await runs.start({})).toBe(false);
    expect([runs.plan, runs.error?.message]).toEqual([plan, 'vi / en']);
  });
});
