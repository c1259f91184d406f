/** The citizen's question: which points are near this place, by this way of travel, for this procedure. */
import { api, ApiError } from '../api/client';
import type { NearestAnswer, RouteAnswer } from '../api/types';
import { asApiError } from './resource.svelte';
import type { AskedPlace, Mode } from './url';

/** Cards shown at first, and how many more each time. */
export const PAGE_SIZE = 4;
/** Points asked for at once: five pages of cards. */
const ASKED = 20;

export class NearestQuestion {
  answer: NearestAnswer | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  loading = $state(false);
  private running: AbortController | null = null;

  /** The old answer stays, dimmed by the page, until the new one is there. */
  async ask(place: AskedPlace | null, mode: Mode, procedure: string | null): Promise<void> {
    this.running?.abort();
    this.error = null;
    if (place === null) {
      this.answer = null;
      this.loading = false;
      return;
    }
    const running = new AbortController();
    this.running = running;
    this.loading = true;
    try {
      this.answer = await api.nearest(place, mode, ASKED, procedure, running.signal);
    } catch (error) {
      if (running.signal.aborted) return;
      this.answer = null;
      this.error = asApiError(error);
    }
    if (this.running === running) this.loading = false;
  }
}

export class RouteQuestion {
  answer: RouteAnswer | null = $state.raw(null);
  failed = $state(false);
  private running: AbortController | null = null;

  async ask(place: AskedPlace | null, to: string | null, mode: Mode): Promise<void> {
    this.running?.abort();
    this.answer = null;
    this.failed = false;
    if (place === null || to === null) return;
    const running = new AbortController();
    this.running = running;
    try {
      this.answer = await api.route(place, to, mode, running.signal);
    } catch {
      if (!running.signal.aborted) this.failed = true;
    }
  }
}
