/**
 * A review from its settings to the workspace's own plan: a job of the server that outlives the page. Nothing that others see
 * changes before somebody adopts the plan.
 */
import type { ApiError } from '../api/client';
import { api } from '../api/client';
import { desk, watchJob } from '../api/desk';
import type { JobAnswer, ReviewAnswer, ReviewSettingsFile } from '../api/types';
import { asApiError } from './resource.svelte';
import { session } from './session.svelte';

/** How far the adoption of the plan is: `late` is written, but the server does not show it yet. */
type Adoption = 'none' | 'writing' | 'waiting' | 'served' | 'late';

/** Milliseconds between two looks whether the plan is shown, and how often: for five minutes. */
const LOOK = 1500;
const LOOKS = 200;

export class ReviewRuns {
  /** Reviews of anybody, the newest first. */
  jobs: JobAnswer[] = $state.raw([]);
  /** The one that is watched or looked at. */
  job: JobAnswer | null = $state.raw(null);
  /** What it proposes, once it is done. */
  plan: ReviewAnswer | null = $state.raw(null);
  adoption: Adoption = $state('none');
  /** What failed after the plan was written, as the server says it. */
  warning: string | null = $state(null);
  error: ApiError | null = $state.raw(null);
  /** Something is on its way to the server. */
  busy = $state(false);
  /** The server was told to break off, and has not yet. */
  cancelling = $state(false);
  private leave: () => void = () => undefined;
  /** What the page does once the adopted plan is shown. */
  private readonly onserved: () => void;
  private heardAt = 0;

  constructor(onserved: () => void) {
    this.onserved = onserved;
  }

  get running(): boolean {
    return this.job !== null && this.job.finished_at == null;
  }

  /** Seconds that the job runs, as of this moment. */
  seconds(now: number): number {
    return (this.job?.running_s ?? 0) + Math.max(0, Math.floor((now - this.heardAt) / 1000));
  }

  /** Asks for the reviews, and goes on watching one that runs: after the page was left, too. */
  async load(): Promise<void> {
    await this.attempt(async () => {
      await this.list();
      const going = this.jobs.findLast((each) => each.finished_at == null);
      if (going && this.job === null) this.watch(going);
    });
  }

  async start(settings: Partial<ReviewSettingsFile>): Promise<boolean> {
    return this.attempt(async () => {
      const job = await desk.startReview(settings, session.csrf);
      this.forget();
      this.jobs = [job, ...this.jobs];
      this.watch(job);
    });
  }

  async cancel(): Promise<void> {
    const job = this.job;
    if (!job) return;
    this.cancelling = true;
    // It may have ended meanwhile: its end is heard in any case.
    const told = await this.attempt(() => desk.cancelJob(job.id, session.csrf).then(() => undefined));
    if (!told) this.cancelling = false;
    if (this.error?.status === 409) this.error = null;
  }

  /** Looks at one of the reviews again. */
  show(job: JobAnswer): void {
    this.forget();
    this.watch(job);
  }

  /** Puts what is looked at away; a plan stays among the reviews. */
  discard(): void {
    this.forget();
  }

  /** Makes the plan the workspace's own. */
  async adopt(): Promise<boolean> {
    const { job, plan } = this;
    if (!job || !plan) return false;
    this.adoption = 'writing';
    const done = await this.attempt(async () => {
      const told = await desk.adoptReview(job.id, session.csrf);
      this.warning = told.warning ?? null;
    });
    if (this.job !== job) return done;
    this.adoption = done ? 'waiting' : 'none';
    if (done) void this.waitUntilShown(plan);
    return done;
  }

  /** The server notices the plan within seconds. */
  private async waitUntilShown(plan: ReviewAnswer): Promise<void> {
    const wanted = JSON.stringify(plan);
    for (let look = 0; look < LOOKS && this.plan === plan; look += 1) {
      const shown = await api.review().catch(() => null);
      if (this.plan !== plan) return;
      if (shown !== null && JSON.stringify(shown) === wanted) {
        this.adoption = 'served';
        this.onserved();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
    if (this.plan === plan) this.adoption = 'late';
  }

  private async list(): Promise<void> {
    this.jobs = (await desk.jobs()).jobs.filter((each) => each.kind === 'review');
  }

  private watch(job: JobAnswer): void {
    this.hear(job);
    if (job.finished_at != null) return;
    this.leave = watchJob(job.id, (told) => { if (this.job?.id === told.id) this.hear(told); }, (error) => { this.fail(error); });
  }

  private hear(job: JobAnswer): void {
    this.job = job;
    this.heardAt = performance.now();
    this.jobs = this.jobs.map((each) => (each.id === job.id ? job : each));
    if (job.finished_at == null) return;
    this.leave();
    this.cancelling = false;
    if (job.state === 'done' && this.plan === null) {
      void this.attempt(async () => {
        const plan = await desk.planOf(job.id);
        if (this.job?.id === job.id) this.plan = plan;
      });
    }
  }

  private forget(): void {
    this.leave();
    this.leave = () => undefined;
    this.job = this.plan = this.error = this.warning = null;
    this.adoption = 'none';
    this.cancelling = false;
  }

  /** Whether it went well. */
  private async attempt(work: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.error = null;
    try {
      await work();
      return true;
    } catch (error) {
      this.fail(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  private fail(error: unknown): void {
    this.error = asApiError(error);
    if (this.error.status === 401) session.forget();
  }
}
