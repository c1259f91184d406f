/** What an edit would do before anybody makes it: asked of the server, which stores nothing of it. */
import { ApiError } from '../api/client';
import { desk } from '../api/desk';
import type { EditShape, ScenarioComparison, ScenarioFindingShape, ScenarioProblem, StoredEditShape } from '../api/types';
import { asApiError } from './resource.svelte';
import { patiently } from './patience';
import { planOf } from './scenario-edits';
import { session } from './session.svelte';

export class Preview {
  /** What is looked at, and what it would do; the figures before stay until the new ones come. */
  edit: EditShape | null = $state.raw(null);
  told: ScenarioComparison | null = $state.raw(null);
  loading = $state(false);
  error: ApiError | null = $state.raw(null);
  /** Why the edit would not be taken. */
  refused: ScenarioFindingShape[] = $state.raw([]);
  private asking: AbortController | null = null;

  /** Looks at an edit of a scenario; what it would stand for is left out. Nothing is asked for what is said already. */
  async look(scenario: string, edits: readonly StoredEditShape[], wish: EditShape): Promise<void> {
    const plan = planOf(edits, wish);
    if (plan === null) return this.leave();
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    this.edit = wish;
    this.loading = true;
    this.error = null;
    try {
      const told = await patiently(asking.signal, () => desk.preview(scenario, { edits: plan.add, without: plan.undo }, session.csrf, asking.signal));
      if (this.asking !== asking) return;
      this.told = told;
      this.refused = [];
    } catch (error) {
      if (this.asking !== asking) return;
      const failure = asApiError(error);
      this.told = null;
      this.refused = (failure.problem as ScenarioProblem | null)?.findings ?? [];
      if (this.refused.length === 0) this.error = failure;
    } finally {
      if (this.asking === asking) this.loading = false;
    }
  }

  leave(): void {
    this.asking?.abort();
    this.asking = null;
    this.edit = this.told = this.error = null;
    this.loading = false;
    this.refused = [];
  }
}
