/**
 * The server's questions and answers. Every address is of the same origin; a failure is an {@link ApiError}, which tells
 * "no network" from "the server refused" so that a page can say which.
 */
import type {
  About,
  AreasAnswer,
  AskAnswer,
  AssessAnswer,
  FacilitiesAnswer,
  NearestAnswer,
  Problem,
  ProceduresAnswer,
  ReviewAnswer,
  RouteAnswer,
  SearchAnswer,
  TrendAnswer,
} from './types';

export type Mode = 'motorbike' | 'foot' | 'car' | 'bicycle';

/** One of the three; a commune of today or, with `layout`, of before July 2025. */
export interface TrendScope {
  operator?: string;
  area?: string;
  layout?: 'old' | 'new';
  point?: string;
}

export interface Place {
  lon: number;
  lat: number;
}

export class ApiError extends Error {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null) {
    super(problem?.detail ?? `HTTP ${status}`);
    this.status = status;
    this.problem = problem;
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

/** Told when an answer was kept on the device instead of fresh: RFC 3339, when the server gave it. */
export const keptAnswers: { listener: ((since: string) => void) | null } = { listener: null };

export const api = {
  about: () => get<About>('about'),
  facilities: () => get<FacilitiesAnswer>('facilities'),
  /** `figures`: also choice, minutes, equity and barriers, which take the server longer the first time. */
  coverage: (asked: { figures?: boolean } = {}) => get<AssessAnswer>('coverage', asked.figures ? { figures: 'true' } : {}),
  procedures: () => get<ProceduresAnswer>('procedures'),
  areas: () => get<AreasAnswer>('areas'),
  /** Of the city, or of less for those who read reports. */
  trend: (scope: TrendScope = {}) => get<TrendAnswer>('trend', { ...scope }),

  /** Null when the workspace holds no review yet. */
  async review(): Promise<ReviewAnswer | null> {
    try {
      return await get<ReviewAnswer>('review');
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  },

  nearest(place: Place, mode: Mode, k: number, procedure: string | null, signal?: AbortSignal) {
    return get<NearestAnswer>('nearest', { ...position(place), mode, k: String(k), procedure }, signal);
  },

  route(place: Place, to: string, mode: Mode, signal?: AbortSignal) {
    return get<RouteAnswer>('route', { ...position(place), to, mode }, signal);
  },

  /** What the server understands of a sentence: procedures by the words that people use for them. */
  ask(query: string, signal?: AbortSignal) {
    return get<AskAnswer>('ask', { q: query }, signal);
  },

  search(query: string, limit: number, signal?: AbortSignal) {
    return get<SearchAnswer>('search', { q: query, limit: String(limit) }, signal);
  },
};

/** Six decimals are about 0.1 m: more would only pretend. */
function position(place: Place) {
  return { lon: place.lon.toFixed(6), lat: place.lat.toFixed(6) };
}

/** What goes with a question that changes something. */
export interface Change {
  /** The session's own token, without which the server takes no change; null to log in. */
  csrf: string | null;
  /** The version that was looked at. */
  version?: number;
}

/** Asks for a change; an answer without a body is undefined. */
export async function send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body: unknown, change: Change, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (change.csrf !== null) headers['x-csrf-token'] = change.csrf;
  if (change.version !== undefined) headers['if-match'] = `"${change.version}"`;
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...(signal ? { signal } : {}),
    });
  } catch {
    throw new ApiError(0, null);
  }
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Sends a file to be read; the answer tells what it holds. */
export async function sendFile<T>(path: string, file: Blob, csrf: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, {
      method: 'POST', headers: { accept: 'application/json', 'content-type': 'application/octet-stream', 'x-csrf-token': csrf }, body: file,
    });
  } catch {
    throw new ApiError(0, null);
  }
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return (await response.json()) as T;
}

/** Sends a form with a file; `onprogress` hears the share that has left, 0 to 1. Giving up leaves nothing on the server. */
export function sendForm<T>(
  path: string, form: FormData, csrf: string, onprogress: (share: number) => void, signal: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // `fetch` does not tell how far a body is.
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/${path}`);
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('x-csrf-token', csrf);
    request.responseType = 'json';
    request.upload.onprogress = (event) => { if (event.lengthComputable) onprogress(event.loaded / event.total); };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as T);
      else reject(new ApiError(request.status, (request.response ?? null) as Problem | null));
    };
    request.onerror = request.onabort = () => reject(new ApiError(0, null));
    signal.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}

export async function get<T>(path: string, query: Record<string, string | null> = {}, signal?: AbortSignal): Promise<T> {
  const response = await askFor(path, query, 'application/json', signal);
  return (await response.json()) as T;
}

/** A list that comes in pages, read to its end: the first answer, with the items of all. */
export async function getWhole<Answer extends { next?: string | null }, Item>(path: string, listOf: (answer: Answer) => Item[]): Promise<Answer> {
  const whole = await get<Answer>(path, { limit: '1000' });
  for (let after = whole.next; after != null;) {
    const page: Answer = await get<Answer>(path, { after, limit: '1000' });
    listOf(whole).push(...listOf(page));
    after = page.next;
  }
  delete whole.next;
  return whole;
}

/** An answer of any kind. */
export async function askFor(path: string, query: Record<string, string | null>, accept: string, signal?: AbortSignal): Promise<Response> {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== null) params.set(key, value);
  const suffix = params.size > 0 ? `?${params}` : '';
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}${suffix}`, {
      headers: { accept },
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, null);
  }
  const since = response.headers.get('x-kept-since');
  if (since !== null) keptAnswers.listener?.(since);
  if (!response.ok) throw new ApiError(response.status, await problemOf(response));
  return response;
}

async function problemOf(response: Response): Promise<Problem | null> {
  if (!response.headers.get('content-type')?.includes('json')) return null;
  try {
    return (await response.json()) as Problem;
  } catch {
    return null;
  }
}
