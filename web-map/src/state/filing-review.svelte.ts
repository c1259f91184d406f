/**
 * A filing as a branch looks at it before it decides. A decision carries the version that is shown; where the operator went on
 * writing at other agents meanwhile, it is made over the newer version, for what it is about is still what was shown.
 */
import { ApiError } from '../api/client';
import { reporting } from '../api/reporting';
import type { FilingAgentShape, FilingAnswer } from '../api/types';
import { asApiError } from './resource.svelte';
import { session } from './session.svelte';

export class FilingReview {
  answer: FilingAnswer | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  /** Codes of the agents that were chosen. */
  chosen: ReadonlySet<string> = $state.raw(new Set());
  readonly period: string;
  readonly operator: string;

  constructor(period: string, operator: string) {
    this.period = period;
    this.operator = operator;
    void this.load();
  }

  /** Agents of which something was submitted, in order of code. */
  get agents(): FilingAgentShape[] {
    return (this.answer?.agents ?? []).filter((one) => one.state !== 'missing' && one.state !== 'draft');
  }

  /** Codes of those that wait for a decision. */
  get waiting(): string[] {
    return this.agents.filter((one) => one.state === 'submitted').map((one) => one.facility);
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      this.show(await reporting.filing(this.period, this.operator));
    } catch (error) {
      this.error = asApiError(error);
    }
  }

  choose(facility: string, isChosen: boolean): void {
    const chosen = new Set(this.chosen);
    if (isChosen) chosen.add(facility);
    else chosen.delete(facility);
    this.chosen = chosen;
  }

  chooseWaiting(): void {
    this.chosen = new Set(this.waiting);
  }

  /**
   * Decides on the chosen agents. Tells whether it was done; false: what was chosen has changed, is shown anew and has to be
   * looked at again.
   * @throws {ApiError} as it is to be told beside the button.
   */
  async decide(step: 'accept' | 'return', reason = ''): Promise<boolean> {
    const facilities = [...this.chosen].sort();
    const shown = this.figures(facilities);
    const ask = () =>
      reporting.step(this.period, this.operator, this.answer?.version ?? 0, step, facilities, reason, session.csrf);
    let answer: FilingAnswer;
    try {
      answer = await ask();
    } catch (error) {
      if (asApiError(error).status !== 409) throw error;
      const version = this.answer?.version;
      this.show(await reporting.filing(this.period, this.operator));
      if (this.answer?.version === version) throw error;
      if (this.figures(facilities) !== shown) return false;
      answer = await ask();
    }
    this.chosen = new Set();
    this.show(answer);
    return true;
  }

  /** What is shown of agents, to tell whether it is still the same. */
  private figures(facilities: string[]): string {
    const states = facilities.map((code) => this.answer?.agents.find((one) => one.facility === code)?.state);
    const rows = this.answer?.rows.filter((row) => facilities.includes(row.facility));
    return JSON.stringify([states, rows]);
  }

  private show(answer: FilingAnswer): void {
    this.answer = answer;
    const decided = new Set(this.agents.filter((one) => one.state === 'submitted' || one.state === 'accepted').map((one) => one.facility));
    this.chosen = new Set([...this.chosen].filter((code) => decided.has(code)));
  }
}
