/**
 * Two networks beside each other, worked out by the server as a job: a big city takes longer than a question may. The figures
 * before stay until the new ones come.
 */
import type { ApiError } from '../api/client';
import { desk, watchJob } from '../api/desk';
import type { JobAnswer, ScenarioComparison } from '../api/types';
import { asApiError } from './resource.svelte';
import { session } from './session.svelte';

/** A job that is asked for, and how to stop listening to it. */
interface Asked {
  id: string | null;
  leave: () => void;
}

export class Comparison {
  told: ScenarioComparison | null = $state.raw(null);
  loading = $state(false);
  /** What the server is doing, in Vietnamese; empty before it says so. */
  progress = $state('');
  error: ApiError | null = $state.raw(null);
  /** The server took the job, and could not do it. */
  failed = $state(false);
  private asked: Asked | null = null;

  /** Asks for a scenario beside its baseline (null) or beside another; what was asked before is called off. */
  async ask(scenario: string, against: string | null): Promise<void> {
    this.stop();
    const asked: Asked = (this.asked = { id: null, leave: () => undefined });
    this.loading = true;
    this.error = null;
    this.failed = false;
    try {
      const job = await desk.startComparison(scenario, against, session.csrf);
      asked.id = job.id;
      if (this.asked !== asked) {
        callOff(job.id);
        return;
      }
      const ended = await this.ended(asked, job.id);
      if (this.asked !== asked) return;
      if (ended.state === 'done') this.told = await desk.comparisonOf(job.id);
      else this.failed = ended.state !== 'cancelled';
    } catch (error) {
      if (this.asked === asked) this.error = asApiError(error);
    } finally {
      if (this.asked === asked) this.forget();
    }
  }

  /** Calls off what is being worked out. */
  stop(): void {
    const asked = this.asked;
    if (!asked) return;
    this.forget();
    asked.leave();
    if (asked.id !== null) callOff(asked.id);
  }

  private forget(): void {
    this.asked = null;
    this.loading = false;
    this.progress = '';
  }

  private ended(asked: Asked, id: string): Promise<JobAnswer> {
    return new Promise((resolve, reject) => {
      const hear = (job: JobAnswer) => {
        if (this.asked === asked) this.progress = job.progress;
        if (job.finished_at != null) resolve(job);
      };
      asked.leave = watchJob(id, hear, reject);
    });
  }
}

/** It may have ended meanwhile, which is as good. */
function callOff(id: string): void {
  desk.cancelJob(id, session.csrf).catch(() => undefined);
}
