/** Something asked of the server once, with the states a page has to show: loading, there, failed. */
import { ApiError } from '../api/client';

export class Resource<T> {
  value: T | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  loading = $state(true);
  private readonly ask: () => Promise<T>;

  constructor(ask: () => Promise<T>) {
    this.ask = ask;
    void this.load();
  }

  /** Asks again; what was there stays until the new answer comes. */
  async load(): Promise<void> {
    this.loading = true;
    this.error = null;
    try {
      this.value = await this.ask();
    } catch (error) {
      this.error = asApiError(error);
    } finally {
      this.loading = false;
    }
  }
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, null);
}
