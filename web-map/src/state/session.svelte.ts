/** Who is logged in, and what his role may. The server decides; the page only does not offer what would be refused. */
import { ApiError } from '../api/client';
import { desk } from '../api/desk';
import type { SessionAnswer } from '../api/types';
import { asApiError } from './resource.svelte';

export type Permission = 'read_scenario' | 'edit_scenario' | 'submit_scenario' | 'opine' | 'approve' | 'publish' | 'comment'
  | 'read_document' | 'read_case' | 'read_rating' | 'handle_case' | 'handle_passed_case' | 'read_inspection' | 'inspect' | 'read_alert'
  | 'report' | 'read_reports' | 'decide_reports' | 'manage_periods' | 'read_audit' | 'import_data' | 'run_job'
    | 'edit_procedures';

/** Whether this browser was logged in: visitors who never were are not asked about, which would be an error each time. */
const HINT = 'gandan.session';

export class Session {
  value: SessionAnswer | null = $state.raw(null);
  /** False until the server has said who it is, where somebody may be logged in. */
  known = $state(false);
  error: ApiError | null = $state.raw(null);

  constructor() {
    if (hint()) void this.load();
    else this.known = true;
  }

  get csrf(): string {
    return this.value?.csrf_token ?? '';
  }

  may(permission: Permission): boolean {
    return this.value?.permissions.includes(permission) ?? false;
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      this.value = await desk.session();
    } catch (error) {
      const failure = asApiError(error);
      if (failure.status === 401) this.forget();
      else this.error = failure;
    } finally {
      this.known = true;
    }
  }

  /** @throws {ApiError} as it is to be told beside the form. */
  async logIn(login: string, password: string): Promise<void> {
    const csrf = this.value?.csrf_token ?? null;
    try {
      this.value = await desk.logIn(login, password, csrf);
    } catch (error) {
      // A session that this page does not know of is still open: its token is asked for, once.
      if (!(error instanceof ApiError) || error.status !== 403 || csrf !== null) throw asApiError(error);
      const open = await desk.session();
      this.value = await desk.logIn(login, password, open.csrf_token);
    }
    this.error = null;
    setHint(true);
  }

  /** @throws {ApiError} when the server could not be told: then the session is still open. */
  async logOut(): Promise<void> {
    try {
      if (this.value) await desk.logOut(this.value.csrf_token);
    } catch (error) {
      const failure = asApiError(error);
      if (failure.status !== 401) throw failure;
    }
    this.forget();
  }

  /** The server knows the session no longer. */
  forget(): void {
    this.value = null;
    setHint(false);
  }
}

function hint(): boolean {
  try {
    return window.localStorage.getItem(HINT) !== null;
  } catch {
    return false;
  }
}

function setHint(on: boolean): void {
  try {
    if (on) window.localStorage.setItem(HINT, 'yes');
    else window.localStorage.removeItem(HINT);
  } catch {
    return;
  }
}

export const session = new Session();
