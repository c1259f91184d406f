/** A busy server is asked again: the first figures of a city take longest. */
import { asApiError } from './resource.svelte';

/** How often, and after how many milliseconds. */
const AGAIN = { times: 3, after: 4000 };

/** @throws what the last answer says, or at once anything but "busy". */
export async function patiently<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let left = AGAIN.times; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || signal.aborted || asApiError(error).status !== 503) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN.after));
    }
  }
}
