/** The citizen's question: which points are near this place, by this way of travel, for this procedure. */
import { api, ApiError } from '../api/client';
import type { NearestAnswer, NearestItem, RouteAnswer } from '../api/types';
import { itemOf, nearestByLine } from './offline';
import { asApiError } from './resource.svelte';
import type { AskedPlace, Mode } from './url';

/** Cards shown at first, and how many more each time. */
export const PAGE_SIZE = 4;
/** Points asked for at once: five pages of cards. */
const ASKED = 20;
/** The most that the server gives at once. */
const MOST_ASKED = 50;

/** Under this name the last list stays in the tab, and nowhere else: it tells where somebody asked. */
const LAST = 'gandan.last-list';

interface KeptList {
  question: string;
  /** RFC 3339 */
  since: string;
  answer: NearestAnswer;
}

/** Where a list comes from: the server; the tab's own memory; the points kept on the device, by straight line. */
export type ListSource = 'server' | 'last' | 'line';

export class NearestQuestion {
  answer: NearestAnswer | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  loading = $state(false);
  source: ListSource = $state('server');
  /** RFC 3339, when the list of `last` was given. */
  since: string | null = $state(null);
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
    const question = JSON.stringify([place.lon.toFixed(6), place.lat.toFixed(6), mode, procedure]);
    try {
      const answer = await api.nearest(place, mode, ASKED, procedure, running.signal);
      this.put(answer, 'server', null);
      remember({ question, since: new Date().toISOString(), answer });
    } catch (error) {
      if (running.signal.aborted) return;
      const reason = asApiError(error);
      const found = reason.offline ? await this.withoutNetwork(question, place, mode, procedure) : false;
      if (running.signal.aborted) return;
      if (!found) {
        this.answer = null;
        this.error = reason;
      }
    }
    if (this.running === running) this.loading = false;
  }

  private async withoutNetwork(question: string, place: AskedPlace, mode: Mode, procedure: string | null): Promise<boolean> {
    const last = remembered();
    if (last?.question === question) {
      this.put(last.answer, 'last', last.since);
      return true;
    }
    try {
      // The service worker answers from the device, and says so.
      this.put(nearestByLine(await api.facilities(), place, mode, procedure, ASKED), 'line', null);
      return true;
    } catch {
      return false;
    }
  }

  private put(answer: NearestAnswer, source: ListSource, since: string | null): void {
    this.answer = answer;
    this.source = source;
    this.since = since;
  }
}

// Storage may be refused to a page, above all in a frame: then nothing is remembered.
function remember(list: KeptList): void {
  try {
    window.sessionStorage.setItem(LAST, JSON.stringify(list));
  } catch {
    return;
  }
}

function remembered(): KeptList | null {
  try {
    return JSON.parse(window.sessionStorage.getItem(LAST) ?? 'null') as KeptList | null;
  } catch {
    return null;
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

/** A point that somebody shared by link, with whether it is open now as far as the server can be asked. */
export class SharedPoint {
  item: NearestItem | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  loading = $state(false);
  /** Whether `open` of the item is of this moment. */
  live = $state(false);
  private asked: string | null = null;

  async ask(code: string | null, mode: Mode): Promise<void> {
    this.asked = code;
    this.item = null;
    this.error = null;
    this.loading = code !== null;
    if (code === null) return;
    try {
      const { facilities } = await api.facilities();
      const point = facilities.find((each) => each.facility === code);
      if (this.asked !== code) return;
      if (!point) throw new ApiError(404, null);
      this.item = itemOf(point, 0);
      this.live = false;
      // The list at the point's own place tells whether it is open; without it the week's hours still stand.
      const here = await api.nearest(point, mode, MOST_ASKED, null).catch(() => null);
      const found = here?.results.find((each) => each.facility === code);
      if (this.asked !== code || !found) return;
      this.item = found;
      this.live = true;
    } catch (error) {
      if (this.asked === code) this.error = asApiError(error);
    } finally {
      if (this.asked === code) this.loading = false;
    }
  }
}
