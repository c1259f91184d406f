/**
 * A file on its way into the data: sent and checked, looked at, confirmed, written by a job of the server. Nothing counts
 * until the job has ended; whoever leaves the page before it is confirmed has changed nothing.
 */
import type { ApiError } from '../api/client';
import { api } from '../api/client';
import { desk } from '../api/desk';
import type { HistoryAnswer, ImportCheckAnswer, JobAnswer } from '../api/types';
import { asApiError } from './resource.svelte';
import { session } from './session.svelte';

/** Kinds of data in the order in which a city is set up. */
export const KINDS = [
  'facilities', 'performance', 'operators', 'procedures', 'candidates', 'demand', 'areas', 'outline', 'roads', 'water', 'green',
  'census', 'crosswalk', 'travel-times',
] as const;

/** Those that the person who is logged in may import and take back: the control of procedures its list alone. */
export function importable(): readonly string[] {
  if (session.may('import_data')) return KINDS;
  return session.may('edit_procedures') ? ['procedures'] : [];
}

export interface FileAsked {
  kind: string;
  file: File;
  existing: 'replace' | 'add';
  facilityKind: string;
  crs: string;
  sheet: string;
}

type Phase = 'choosing' | 'sending' | 'checked' | 'writing' | 'done';

/** Milliseconds between two looks at a job, and between two looks whether the new data are served. */
const LOOK = 700;
/** Milliseconds until a question is repeated that found no connection or a busy server, and how often: for half an hour. */
const AGAIN = 3000;
const AGAIN_LOOKS = 600;
/** How often it is looked whether the new data are served: for five minutes. */
const SERVED_LOOKS = 430;

export class ImportDesk {
  phase: Phase = $state('choosing');
  /** 0 to 1, of the file that is being sent. */
  sent = $state(0);
  checked: ImportCheckAnswer | null = $state.raw(null);
  job: JobAnswer | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  /** Why a job has failed, as the server says it. */
  failure: string | null = $state(null);
  /** Whether it is not known if the data were written: no answer came, or the server ended within the work. */
  unknown = $state(false);
  /** What failed after the data were written, as the server says it. */
  warning: string | null = $state(null);
  /** Whether the pages show the data as they are now. */
  served = $state(false);
  history: HistoryAnswer | null = $state.raw(null);
  historyError: ApiError | null = $state.raw(null);
  private sending: AbortController | null = null;

  /** Sends a file and has it checked. */
  async check(asked: FileAsked): Promise<boolean> {
    this.sending?.abort();
    const sending = new AbortController();
    this.sending = sending;
    this.forgetFailure();
    this.phase = 'sending';
    this.sent = 0;
    try {
      this.checked = await desk.checkFile(formOf(asked), session.csrf, (share) => { this.sent = share; }, sending.signal);
      this.phase = 'checked';
      return true;
    } catch (error) {
      if (this.sending !== sending) return false;
      this.phase = 'choosing';
      if (!sending.signal.aborted) this.fail(error);
      return false;
    }
  }

  /** Gives the file up that is being sent or looked at. */
  async giveUp(): Promise<void> {
    this.sending?.abort();
    const checked = this.checked;
    this.checked = null;
    this.phase = 'choosing';
    this.forgetFailure();
    if (checked) await desk.forgetImport(checked.id, session.csrf).catch(() => undefined);
  }

  /** Begins with another file after one is done. */
  again(): void {
    this.checked = this.job = null;
    this.phase = 'choosing';
    this.forgetFailure();
  }

  /** Imports the checked file. */
  async confirm(rows: 'all' | 'good', note: string): Promise<boolean> {
    const checked = this.checked;
    if (!checked) return false;
    return this.carryOut(() => desk.confirmImport(checked.id, { rows, note }, session.csrf), 'checked');
  }

  /** Takes an entry of the history back. */
  async undo(entry: number): Promise<boolean> {
    return this.carryOut(() => desk.undo(entry, session.csrf), 'choosing');
  }

  async loadHistory(): Promise<void> {
    this.historyError = null;
    try {
      this.history = await desk.history();
    } catch (error) {
      this.historyError = asApiError(error);
    }
  }

  private async carryOut(start: () => Promise<JobAnswer>, before: Phase): Promise<boolean> {
    this.forgetFailure();
    this.phase = 'writing';
    this.served = false;
    this.warning = null;
    this.job = null;
    let job: JobAnswer;
    try {
      this.job = job = await start();
    } catch (error) {
      this.fail(error);
      // A request that is refused starts nothing; one without an answer may have.
      if (mayHaveArrived(asApiError(error))) this.loseSight();
      else this.phase = before;
      return false;
    }
    try {
      while (['queued', 'running'].includes(job.state)) {
        await pause(LOOK);
        this.job = job = await patiently(() => desk.job(job.id));
      }
    } catch (error) {
      this.fail(error);
      this.loseSight();
      return false;
    }
    if (job.state !== 'done') {
      this.failure = job.error ?? job.state;
      // A server that ended within the work says so at its next start, whatever was written.
      if (job.state === 'interrupted') this.loseSight();
      else this.phase = before;
      return false;
    }
    this.checked = null;
    this.phase = 'done';
    void this.loadHistory();
    void this.waitUntilServed(job);
    return true;
  }

  /** What was begun may be done or not: the history tells. */
  private loseSight(): void {
    this.unknown = true;
    this.checked = null;
    this.phase = 'choosing';
    void this.loadHistory();
  }

  /** The server notices changed data within seconds, and answers from them once its figures are worked out. */
  private async waitUntilServed(job: JobAnswer): Promise<void> {
    const written = await patiently(() => desk.written(job.id)).catch(() => null);
    this.warning = written?.warning ?? null;
    for (let look = 0; look < SERVED_LOOKS; look += 1) {
      const about = await api.about().catch(() => null);
      // Data that are as they were are served already; others may have changed them again meanwhile.
      if (about && (about.snapshot_id === written?.snapshot_id || about.snapshot_id !== job.snapshot_id)) {
        this.served = true;
        return;
      }
      await pause(LOOK);
    }
  }

  private forgetFailure(): void {
    this.error = null;
    this.failure = null;
    this.unknown = false;
  }

  private fail(error: unknown): void {
    this.error = asApiError(error);
    if (this.error.status === 401) session.forget();
  }
}

function formOf(asked: FileAsked): FormData {
  const form = new FormData();
  const put = (name: string, value: string) => { if (value.trim() !== '') form.set(name, value.trim()); };
  put('kind', asked.kind);
  put('existing', asked.existing);
  put('facility_kind', asked.kind === 'facilities' ? asked.facilityKind : '');
  put('crs', asked.crs);
  put('sheet', asked.sheet);
  // Last, so that what is wrong with the rest is told before a large file has been sent.
  form.set('file', asked.file, asked.file.name);
  return form;
}

/** Whether a change whose request failed so may have begun all the same. */
function mayHaveArrived(error: ApiError): boolean {
  return error.status === 0 || error.status >= 500;
}

/** Asks again through a lost connection and a busy server. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = AGAIN_LOOKS; ; left -= 1) {
    try {
      return await ask();
    } catch (failed) {
      const { status } = asApiError(failed);
      if (left === 0 || !(status === 0 || status === 429 || status >= 502)) throw failed;
      await pause(AGAIN);
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
