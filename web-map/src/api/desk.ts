/** Questions of somebody who is logged in: the session, and the scenarios. Nothing of it is kept on the device. */
import { get, getWhole, send, sendForm, type Change } from './client';
import type {
  AdoptionAnswer, AuditAnswer, ChecksAnswer, CommentsAnswer, EditShape, HistoryAnswer, ImportCheckAnswer, ImportRequest, JobAnswer, JobsAnswer,
  NewScenarioShape, OpinionRequest, PreviewRequest, ReviewAnswer, ReviewSettingsAnswer, ReviewSettingsFile, ScenarioAnswer, ScenarioComparison,
  ScenarioHistoryAnswer, ScenariosAnswer, SessionAnswer, StateRequest,
} from './types';

/** One change of the edits of a scenario. */
export type EditsChange = { add: EditShape[] } | { undo: number } | { redo: number };

export const desk = {
  session: () => get<SessionAnswer>('session'),
  logIn: (login: string, password: string, csrf: string | null) =>
    send<SessionAnswer>('POST', 'session', { login, password }, { csrf }),
  logOut: (csrf: string) => send<undefined>('DELETE', 'session', undefined, { csrf }),

  audit: (from: number, limit: number) => get<AuditAnswer>('audit', { from: String(from), limit: String(limit) }),

  scenarios: () => getWhole('scenarios', (answer: ScenariosAnswer) => answer.scenarios),
  /** What was done and said before what the scenario itself tells, the newest first. */
  scenarioHistory: (id: string, after: string) =>
    get<ScenarioHistoryAnswer>(`scenarios/${encodeURIComponent(id)}/history`, { after }),
  comments: (id: string, after: string) => get<CommentsAnswer>(`scenarios/${encodeURIComponent(id)}/comments`, { after }),
  scenario: (id: string) => get<ScenarioAnswer>(`scenarios/${encodeURIComponent(id)}`),
  comparison: (id: string, against: string | null, signal?: AbortSignal) =>
    get<ScenarioComparison>(`scenarios/${encodeURIComponent(id)}/comparison`, { against }, signal),

  /** What edits would do to a scenario as it stands; nothing is stored. */
  preview: (id: string, asked: PreviewRequest, csrf: string, signal?: AbortSignal) =>
    send<ScenarioComparison>('POST', `scenarios/${encodeURIComponent(id)}/preview`, asked, { csrf }, signal),

  /** The same as a job: for as long as it takes. */
  startComparison: (scenario: string, against: string | null, csrf: string) =>
    send<JobAnswer>('POST', 'jobs', { kind: 'compare', scenario, against }, { csrf }),
  comparisonOf: (job: string) => get<ScenarioComparison>(`jobs/${encodeURIComponent(job)}/result`),

  /** Settings as the server understands them; none: the defaults. */
  reviewSettings: (asked: { settings?: Partial<ReviewSettingsFile>; toml?: string }, csrf: string) =>
    send<ReviewSettingsAnswer>('POST', 'review/settings', asked, { csrf }),
  startReview: (settings: Partial<ReviewSettingsFile>, csrf: string) => send<JobAnswer>('POST', 'jobs', { kind: 'review', settings }, { csrf }),
  planOf: (job: string) => get<ReviewAnswer>(`jobs/${encodeURIComponent(job)}/result`),
  adoptReview: (job: string, csrf: string) => send<AdoptionAnswer>('PUT', 'review', { job }, { csrf }),
  jobs: () => get<JobsAnswer>('jobs'),
  cancelJob: (job: string, csrf: string) => send<JobAnswer>('DELETE', `jobs/${encodeURIComponent(job)}`, undefined, { csrf }),

  create: (asked: Partial<NewScenarioShape> & { name: string }, csrf: string) =>
    send<ScenarioAnswer>('POST', 'scenarios', asked, { csrf }),
  edit: (id: string, change: EditsChange, given: Change) =>
    send<ScenarioAnswer>('PATCH', `scenarios/${encodeURIComponent(id)}/edits`, change, given),
  step: (id: string, asked: Partial<StateRequest> & { step: string }, given: Change) =>
    send<ScenarioAnswer>('POST', `scenarios/${encodeURIComponent(id)}/state`, asked, given),
  opine: (id: string, opinion: OpinionRequest, csrf: string) =>
    send<ScenarioAnswer>('POST', `scenarios/${encodeURIComponent(id)}/opinions`, opinion, { csrf }),
  comment: (id: string, text: string, edit: number | null, csrf: string) =>
    send<ScenarioAnswer>('POST', `scenarios/${encodeURIComponent(id)}/comments`, edit === null ? { text } : { text, edit }, { csrf }),

  checkFile: (form: FormData, csrf: string, onprogress: (share: number) => void, signal: AbortSignal) =>
    sendForm<ImportCheckAnswer>('imports', form, csrf, onprogress, signal),
  confirmImport: (id: string, asked: ImportRequest, csrf: string) =>
    send<JobAnswer>('POST', `imports/${encodeURIComponent(id)}/confirmation`, asked, { csrf }),
  forgetImport: (id: string, csrf: string) => send<undefined>('DELETE', `imports/${encodeURIComponent(id)}`, undefined, { csrf }),
  job: (id: string) => get<JobAnswer>(`jobs/${encodeURIComponent(id)}`),
  /** Of an import or an undo: the data as they are now. */
  written: (id: string) => get<{ snapshot_id?: string; warning?: string }>(`jobs/${encodeURIComponent(id)}/result`),
  /** The oldest first. */
  history: () => getWhole('history', (answer: HistoryAnswer) => answer.entries),
  undo: (entry: number, csrf: string) => send<JobAnswer>('POST', `history/${entry}/undo`, undefined, { csrf }),
  checks: () => get<ChecksAnswer>('checks'),
};

/** How often a job is asked about where its events are refused, in milliseconds. */
const ASK_EVERY = 2000;

/** Tells each change of a job until it has ended; what is given back stops the listening. The browser listens again by itself
 * where the connection breaks. */
export function watchJob(id: string, told: (job: JobAnswer) => void, lost: (error: unknown) => void): () => void {
  const path = `jobs/${encodeURIComponent(id)}`;
  const events = new EventSource(`/api/v1/${path}/events`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let left = false;
  const hear = (event: Event) => told(JSON.parse((event as MessageEvent<string>).data) as JobAnswer);
  const ask = () => {
    get<JobAnswer>(path).then((job) => {
      if (left) return;
      told(job);
      if (job.finished_at == null) timer = setTimeout(ask, ASK_EVERY);
    }, lost);
  };
  events.addEventListener('progress', hear);
  events.addEventListener('end', (event) => {
    events.close();
    hear(event);
  });
  events.addEventListener('error', () => {
    if (events.readyState === EventSource.CLOSED && !left) timer = setTimeout(ask, ASK_EVERY);
  });
  return () => {
    left = true;
    events.close();
    clearTimeout(timer);
  };
}

/** Where a browser fetches the refused rows of a checked file, and a layer as a file. */
export const rejectedRows = (id: string) => `/api/v1/imports/${encodeURIComponent(id)}/rejected`;

export function exportAddress(layer: string, format: string, scenario: string | null): string {
  const query = new URLSearchParams({ format, ...(scenario === null ? {} : { scenario }) });
  return `/api/v1/export/${layer}?${query}`;
}
