/**
 * The scenario at work. Every change is sent with the version that was looked at and counts once the server has
 * acknowledged it; changes are sent one after the other, so that a page never stands in conflict with itself.
 */
import type { ApiError } from '../api/client';
import { desk, type EditsChange } from '../api/desk';
import type {
  EditShape, OpinionRequest, ScenarioAnswer, ScenarioComparison, ScenarioFindingShape, ScenarioItem, ScenarioProblem, StateRequest,
} from '../api/types';
import { patiently } from './patience';
import { asApiError } from './resource.svelte';
import { active, planOf, type EditPlan } from './scenario-edits';
import { session } from './session.svelte';

export type StepRequest = Partial<StateRequest> & { step: string };

/** What was wanted when somebody else had been faster, and what he did. */
export interface Conflict {
  problem: ScenarioProblem;
  wanted: EditPlan | StepRequest;
}

/** Numbers of edits that one wish made, and took back. */
interface Done {
  made: number[];
  undone: number[];
}

export class Scenarios {
  list: ScenarioItem[] | null = $state.raw(null);
  current: ScenarioAnswer | null = $state.raw(null);
  loading = $state(false);
  busy = $state(false);
  /** Why the last question had no answer, or the last change was not taken. */
  error: ApiError | null = $state.raw(null);
  /** What does not fit of the change that was refused last. */
  refused: ScenarioFindingShape[] = $state.raw([]);
  conflict: Conflict | null = $state.raw(null);
  comparison: ScenarioComparison | null = $state.raw(null);
  comparing = $state(false);
  comparisonError: ApiError | null = $state.raw(null);
  private past: Done[] = [];
  private future: Done[] = [];
  private asking: AbortController | null = null;

  get id(): string | null {
    return this.current?.scenario.id ?? null;
  }

  /** Whether edits are taken now, from this account. */
  get editable(): boolean {
    return this.current?.scenario.state === 'draft' && session.may('edit_scenario');
  }

  get canUndo(): boolean {
    return this.editable && !this.busy && this.current !== null && active(this.current.edits).length > 0;
  }

  get canRedo(): boolean {
    return this.editable && !this.busy && (this.future.length > 0 || (this.current?.edits.some((each) => each.undone_by != null) ?? false));
  }

  async loadList(): Promise<void> {
    try {
      this.list = (await desk.scenarios()).scenarios;
    } catch (error) {
      this.fail(error);
    }
  }

  async open(id: string): Promise<void> {
    this.loading = true;
    if (this.id !== id) this.close();
    try {
      this.take(await desk.scenario(id));
      this.forgetSteps();
    } catch (error) {
      this.fail(error);
    } finally {
      this.loading = false;
    }
  }

  close(): void {
    this.asking?.abort();
    this.current = this.comparison = this.conflict = this.error = null;
    this.comparing = false;
    this.refused = [];
    this.forgetSteps();
  }

  /** The id of the new scenario; null when the server refused. */
  async create(asked: { name: string; note?: string; from_review?: boolean; fork_of?: string }): Promise<string | null> {
    return this.work(async () => {
      const made = await desk.create(asked, session.csrf);
      this.close();
      this.take(made);
      void this.loadList();
      return made.scenario.id;
    });
  }

  /** Sets what an edit says of a point; nothing happens when it is said already. */
  async set(wish: EditShape): Promise<boolean> {
    const plan = this.current && planOf(this.current.edits, wish);
    return plan ? this.carryOut(plan) : true;
  }

  async add(edits: EditShape[]): Promise<boolean> {
    return this.carryOut({ undo: [], redo: [], add: edits });
  }

  async takeBack(number: number): Promise<boolean> {
    return this.carryOut({ undo: [number], redo: [], add: [] });
  }

  async bringBack(number: number): Promise<boolean> {
    return this.carryOut({ undo: [], redo: [number], add: [] });
  }

  /** Takes back the last wish of this page, or the last edit in effect where this page made none. */
  async undo(): Promise<boolean> {
    const last = this.past.at(-1);
    const done = await this.run(last ? { undo: [...last.made].reverse(), redo: last.undone, add: [] } : { undo: [0], redo: [], add: [] });
    if (!done) return false;
    if (last) this.future.push(this.past.pop() ?? last);
    return true;
  }

  async redo(): Promise<boolean> {
    const next = this.future.at(-1);
    const done = await this.run(next ? { undo: next.undone, redo: next.made, add: [] } : { undo: [], redo: [0], add: [] });
    if (!done) return false;
    if (next) this.past.push(this.future.pop() ?? next);
    return true;
  }

  async step(asked: StepRequest): Promise<boolean> {
    const done = await this.work(async () => {
      const current = this.here();
      try {
        this.take(await desk.step(current.scenario.id, asked, { csrf: session.csrf, version: current.scenario.version }));
      } catch (error) {
        this.clash(error, asked);
      }
      this.forgetSteps();
      void this.loadList();
      return true;
    });
    return done ?? false;
  }

  async opine(opinion: OpinionRequest): Promise<boolean> {
    return (await this.work(async () => {
      this.take(await desk.opine(this.here().scenario.id, opinion, session.csrf));
      return true;
    })) ?? false;
  }

  async comment(text: string, edit: number | null = null): Promise<boolean> {
    return (await this.work(async () => {
      this.take(await desk.comment(this.here().scenario.id, text, edit, session.csrf));
      return true;
    })) ?? false;
  }

  /** After a conflict: looks at what is there now and tries the same once more. */
  async reapply(): Promise<boolean> {
    const wanted = this.conflict?.wanted;
    const id = this.id;
    if (!wanted || id === null) return false;
    await this.open(id);
    if (this.error) return false;
    this.conflict = null;
    return 'step' in wanted ? this.step(wanted) : this.carryOut(wanted);
  }

  /** After a conflict: leaves the scenario to the others, and does the same in a scenario of its own. Its id. */
  async saveAsNew(name: string): Promise<string | null> {
    const conflict = this.conflict;
    const before = this.current;
    if (!conflict || !before) return null;
    const id = await this.create({ name, fork_of: before.scenario.id });
    if (id === null) return null;
    if (!('step' in conflict.wanted)) {
      // Numbers are given anew in a fork: what was to be taken back is found by what it says.
      const taken = before.edits.filter((each) => !('step' in conflict.wanted) && conflict.wanted.undo.includes(each.number));
      const here = active(this.current?.edits ?? []);
      const undo = here.filter((each) => taken.some((one) => JSON.stringify(one.edit) === JSON.stringify(each.edit))).map((each) => each.number);
      if (undo.length + conflict.wanted.add.length > 0) await this.carryOut({ undo, redo: [], add: conflict.wanted.add });
    }
    return id;
  }

  /** After a conflict: shows what is there now and lets the wish go. */
  async yieldToOthers(): Promise<void> {
    this.conflict = null;
    if (this.id !== null) await this.open(this.id);
  }

  /** Asks for the differences to the baseline anew; the old ones stay until the new ones come. */
  async compare(): Promise<void> {
    const id = this.id;
    if (id === null) return;
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.comparing = true;
    this.comparisonError = null;
    try {
      const told = await patiently(asking.signal, () => desk.comparison(id, null, asking.signal));
      if (this.asking === asking) this.comparison = told;
    } catch (error) {
      if (this.asking === asking) this.comparisonError = asApiError(error);
    } finally {
      if (this.asking === asking) this.comparing = false;
    }
  }

  private async carryOut(plan: EditPlan): Promise<boolean> {
    const done = await this.run(plan);
    if (!done) return false;
    this.past.push(done);
    this.future = [];
    return true;
  }

  /** One change after the other, each acknowledged; what was done, or null. */
  private async run(plan: EditPlan): Promise<Done | null> {
    return this.work(async () => {
      const done: Done = { made: [], undone: [] };
      const changes: EditsChange[] = [
        ...plan.undo.map((undo) => ({ undo })), ...plan.redo.map((redo) => ({ redo })),
        ...(plan.add.length > 0 ? [{ add: plan.add }] : []),
      ];
      for (const [at, change] of changes.entries()) {
        try {
          const event = await this.send(change);
          if ('undo' in change) done.undone.push(...event);
          else done.made.push(...event);
        } catch (error) {
          const failure = asApiError(error);
          // What was taken back for an edit that does not fit comes back, or the point would be left undecided.
          if (failure.status === 422) for (const redo of [...done.undone].reverse()) await this.send({ redo });
          this.clash(failure, { undo: plan.undo.slice(at), redo: plan.redo.slice(Math.max(0, at - plan.undo.length)), add: plan.add });
        }
      }
      return done;
    });
  }

  /** Numbers of the edits that the change was about. */
  private async send(change: EditsChange): Promise<number[]> {
    const { scenario } = this.here();
    const answer = await desk.edit(scenario.id, change, { csrf: session.csrf, version: scenario.version });
    this.take(answer);
    return answer.history.at(-1)?.edits ?? [];
  }

  private here(): ScenarioAnswer {
    if (!this.current) throw new Error('no scenario is open');
    return this.current;
  }

  private take(answer: ScenarioAnswer): void {
    const isNews = this.current?.scenario.id !== answer.scenario.id || this.current.scenario.version !== answer.scenario.version;
    this.current = answer;
    this.list = this.list?.map((each) => (each.id === answer.scenario.id ? answer.scenario : each)) ?? null;
    if (isNews || !this.comparison) void this.compare();
  }

  /** Remembers a conflict as what it is; @throws anything else again. */
  private clash(error: unknown, wanted: EditPlan | StepRequest): never {
    const failure = asApiError(error);
    const problem = failure.problem as ScenarioProblem | null;
    if (failure.status === 409 && problem?.type === 'scenario-conflict') this.conflict = { problem, wanted };
    throw failure;
  }

  private async work<T>(act: () => Promise<T>): Promise<T | null> {
    if (this.busy) return null;
    this.busy = true;
    this.error = null;
    this.refused = [];
    try {
      return await act();
    } catch (error) {
      this.fail(error);
      return null;
    } finally {
      this.busy = false;
    }
  }

  private fail(error: unknown): void {
    const failure = asApiError(error);
    if (failure.status === 401) session.forget();
    if (this.conflict && failure.status === 409) return;
    this.refused = (failure.problem as ScenarioProblem | null)?.findings ?? [];
    this.error = failure;
  }

  private forgetSteps(): void {
    this.past = [];
    this.future = [];
  }
}
