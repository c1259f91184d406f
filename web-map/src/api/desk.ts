/** Questions of somebody who is logged in: the session, and the scenarios. Nothing of it is kept on the device. */
import { get, send, type Change } from './client';
import type {
  EditShape, NewScenarioShape, OpinionRequest, ScenarioAnswer, ScenarioComparison, ScenariosAnswer, SessionAnswer, StateRequest,
} from './types';

/** One change of the edits of a scenario. */
export type EditsChange = { add: EditShape[] } | { undo: number } | { redo: number };

export const desk = {
  session: () => get<SessionAnswer>('session'),
  logIn: (login: string, password: string, csrf: string | null) =>
    send<SessionAnswer>('POST', 'session', { login, password }, { csrf }),
  logOut: (csrf: string) => send<undefined>('DELETE', 'session', undefined, { csrf }),

  scenarios: () => get<ScenariosAnswer>('scenarios'),
  scenario: (id: string) => get<ScenarioAnswer>(`scenarios/${encodeURIComponent(id)}`),
  comparison: (id: string, against: string | null, signal?: AbortSignal) =>
    get<ScenarioComparison>(`scenarios/${encodeURIComponent(id)}/comparison`, { against }, signal),

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
};
