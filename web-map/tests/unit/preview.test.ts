import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { EditShape, StoredEditShape } from '../../src/api/types';
import { Preview } from '../../src/state/preview.svelte';

const closing: EditShape = { action: 'close', facility: 'A' };
const kept: StoredEditShape = { number: 4, edit: { action: 'keep', facility: 'A' }, author: 'lan', at: '', undone_by: null, undone_at: null };

let sent: { address: string; body: unknown }[] = [];
let answers: (() => Promise<Response>)[] = [];
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

describe('an edit that is only looked at', () => {
  beforeEach(() => {
    sent = [];
    answers = [];
    vi.stubGlobal('fetch', (address: string, asked: RequestInit) => {
      sent.push({ address, body: JSON.parse(String(asked.body)) as unknown });
      return (answers.shift() ?? (async () => json(200, { rules: [] })))();
    });
  });
  afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers(); });

  it('is asked in the place of what the scenario says of the point', async () => {
    const preview = new Preview();
    await preview.look('s', [kept], closing);
    expect(sent).toEqual([{ address: '/api/v1/scenarios/s/preview', body: { edits: [closing], without: [4] } }]);
    expect([preview.told, preview.loading, preview.edit]).toEqual([{ rules: [] }, false, closing]);
    preview.leave();
    expect([preview.told, preview.edit]).toEqual([null, null]);
  });

  it('is not asked when the scenario says it already', async () => {
    const preview = new Preview();
    await preview.look('s', [{ ...kept, edit: closing }], closing);
    expect([sent, preview.edit]).toEqual([[], null]);
  });

  it('tells why it would be refused, without figures of another place', async () => {
    const preview = new Preview();
    await preview.look('s', [], closing);
    answers = [async () => json(422, { type: 'scenario-unfit', title: '', status: 422, detail: '', findings: [{ check: 'x', message: 'no', message_vi: 'không' }] })];
    await preview.look('s', [], { action: 'close', facility: 'B' });
    expect([preview.told, preview.refused.length, preview.error]).toEqual([null, 1, null]);
    await preview.look('s', [], closing);
    expect([preview.refused, preview.told]).toEqual([[], { rules: [] }]);
  });

  it('shows the last place that was asked about, whichever answer comes last', async () => {
    const preview = new Preview();
    let late: (answer: Response) => void = () => undefined;
    answers = [() => new Promise((resolve) => { late = resolve; }), async () => json(200, { rules: ['second'] })];
    const first = preview.look('s', [], closing);
    await preview.look('s', [], { action: 'close', facility: 'B' });
    late(json(200, { rules: ['first'] }));
    await first;
    expect(preview.told).toEqual({ rules: ['second'] });
  });

  it('asks a busy server again', async () => {
    vi.useFakeTimers();
    const preview = new Preview();
    answers = [async () => json(503, { type: 'about:blank', title: '', status: 503, detail: '' })];
    const looked = preview.look('s', [], closing);
    await vi.advanceTimersByTimeAsync(4100);
    await looked;
    expect([sent.length, preview.told]).toEqual([2, { rules: [] }]);
  });
});
