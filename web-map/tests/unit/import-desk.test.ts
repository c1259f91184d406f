import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ApiError, api } from '../../src/api/client';
import { desk } from '../../src/api/desk';
import type { JobAnswer } from '../../src/api/types';
import { ImportDesk, KINDS, importable } from '../../src/state/imports.svelte';
import { session } from '../../src/state/session.svelte';

const job = (state: string, error: string | null = null) => ({ id: '1', state, error, snapshot_id: 'a' }) as JobAnswer;
const refused = (status: number) => new ApiError(status, null);

describe('what an undo is said to have come to', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(desk, 'history').mockResolvedValue({ entries: [], undo_budget_bytes: 0, workspace: '' });
    vi.spyOn(desk, 'written').mockResolvedValue({ snapshot_id: 'b' });
    vi.spyOn(api, 'about').mockResolvedValue({ snapshot_id: 'b' } as never);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  async function undone(start: JobAnswer | ApiError, ...looks: (JobAnswer | ApiError)[]) {
    const started = vi.spyOn(desk, 'undo');
    if (start instanceof ApiError) started.mockRejectedValueOnce(start);
    else started.mockResolvedValueOnce(start);
    const look = vi.spyOn(desk, 'job');
    for (const each of looks) {
      if (each instanceof ApiError) look.mockRejectedValueOnce(each);
      else look.mockResolvedValueOnce(each);
    }
    const page = new ImportDesk();
    const told = page.undo(7);
    await vi.advanceTimersByTimeAsync(60_000);
    return { page, done: await told };
  }

  it('waits through a lost connection and a busy server', async () => {
    const { page, done } = await undone(job('queued'), refused(0), refused(503), refused(429), job('running'), job('done'));
    expect([done, page.phase, page.unknown, page.error]).toEqual([true, 'done', false, null]);
  });

  it('is nothing where the start was refused or the job has failed', async () => {
    const start = await undone(refused(409));
    expect([start.done, start.page.phase, start.page.unknown]).toEqual([false, 'choosing', false]);
    const failed = await undone(job('queued'), job('failed', 'vì sao'));
    expect([failed.done, failed.page.unknown, failed.page.failure]).toEqual([false, false, 'vì sao']);
  });

  it('is not known where no answer came, the session is over, or the server has ended', async () => {
    for (const [start, ...looks] of [
      [refused(0)],
      [refused(503)],
      [job('queued'), refused(401)],
      [job('queued'), job('interrupted')],
    ] as [JobAnswer | ApiError, ...(JobAnswer | ApiError)[]][]) {
      const { page, done } = await undone(start, ...looks);
      expect([done, page.unknown, page.phase, page.history?.entries]).toEqual([false, true, 'choosing', []]);
      vi.restoreAllMocks();
      vi.spyOn(desk, 'history').mockResolvedValue({ entries: [], undo_budget_bytes: 0, workspace: '' });
    }
  });
});

describe('what may be imported', () => {
  afterEach(() => vi.restoreAllMocks());

  it('is everything for planners, the list of procedures for their control, nothing for others', () => {
    const as = (...permissions: string[]) => {
      vi.spyOn(session, 'may').mockImplementation((permission) => permissions.includes(permission));
      return importable();
    };
    expect(as('import_data')).toEqual(KINDS);
    expect(as('read_scenario', 'edit_procedures')).toEqual(['procedures']);
    expect(as('read_scenario')).toEqual([]);
  });
});
