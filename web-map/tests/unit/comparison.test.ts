import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Comparison } from '../../src/state/comparison.svelte';
import { Events } from './events';

/** What the server was asked, and what it says of the job `j`. */
const sent: string[] = [];
let refusal = 0;
let polled = 'done';
const result = { rules: [{ rule: 'scheme' }] };

function job(state: string, progress = ''): object {
  const ended = !['queued', 'running'].includes(state);
  return { id: 'j', kind: 'compare', account: 'lan', state, progress, settings: {}, created_at: '', finished_at: ended ? '2026-11-22T00:00:00Z' : null };
}

async function answer(address: string, asked: RequestInit = {}): Promise<Response> {
  const method = asked.method ?? 'GET';
  sent.push(`${method} ${address}${asked.body ? ` ${String(asked.body)}` : ''}`);
  const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  if (method === 'POST') return refusal > 0 ? json(refusal, { type: 'about:blank', title: '', status: refusal, detail: 'đầy / full' }) : json(202, job('queued'));
  if (address.endsWith('/result')) return json(200, result);
  return json(200, job(method === 'DELETE' ? 'cancelled' : polled));
}

const listening = () => vi.waitFor(() => { if (!Events.last) throw new Error('nobody listens'); return Events.last; });

describe('a comparison that is worked out as a job', () => {
  beforeEach(() => {
    sent.length = 0;
    refusal = 0;
    polled = 'done';
    Events.last = null;
    vi.stubGlobal('fetch', answer);
    vi.stubGlobal('EventSource', Events);
  });
  afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers(); });

  it('tells what the server does and then the figures', async () => {
    const comparison = new Comparison();
    const asked = comparison.ask('s', 'other');
    const events = await listening();
    expect(sent[0]).toBe('POST /api/v1/jobs {"kind":"compare","scenario":"s","against":"other"}');
    expect(events.address).toBe('/api/v1/jobs/j/events');
    events.tell('progress', job('running', 'Đang tính bên thứ nhất'));
    expect([comparison.loading, comparison.progress]).toEqual([true, 'Đang tính bên thứ nhất']);
    events.tell('end', job('done'));
    await asked;
    expect([comparison.loading, comparison.progress, comparison.told, comparison.failed]).toEqual([false, '', result, false]);
    expect(events.readyState).toBe(Events.CLOSED);
  });

  it('keeps the figures before while it waits, and when it fails', async () => {
    const comparison = new Comparison();
    let asked = comparison.ask('s', null);
    (await listening()).tell('end', job('done'));
    await asked;
    Events.last = null;
    asked = comparison.ask('s', 'other');
    const events = await listening();
    expect(comparison.told).toEqual(result);
    events.tell('end', job('failed'));
    await asked;
    expect([comparison.told, comparison.failed, comparison.loading]).toEqual([result, true, false]);
    refusal = 429;
    await comparison.ask('s', null);
    expect([comparison.told, comparison.error?.status]).toEqual([result, 429]);
  });

  it('calls off what nobody waits for any more', async () => {
    const comparison = new Comparison();
    void comparison.ask('s', null);
    const first = await listening();
    Events.last = null;
    const second = comparison.ask('s', 'other');
    expect(first.readyState).toBe(Events.CLOSED);
    expect(sent).toContain('DELETE /api/v1/jobs/j');
    (await listening()).tell('end', job('done'));
    await second;
    expect(comparison.told).toEqual(result);
    void comparison.ask('s', null);
    await listening();
    comparison.stop();
    expect([comparison.loading, comparison.error]).toEqual([false, null]);
  });

  it('asks again and again where the events are refused', async () => {
    vi.useFakeTimers();
    polled = 'running';
    const comparison = new Comparison();
    const asked = comparison.ask('s', null);
    await vi.advanceTimersByTimeAsync(0);
    const events = Events.last!;
    events.close();
    events.dispatchEvent(new Event('error'));
    await vi.advanceTimersByTimeAsync(2500);
    expect(comparison.loading).toBe(true);
    polled = 'done';
    await vi.advanceTimersByTimeAsync(2500);
    await asked;
    expect(comparison.told).toEqual(result);
  });
});
