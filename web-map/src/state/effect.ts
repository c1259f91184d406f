/** Which network the overview tells before and after of. */
import type { ScenarioItem } from '../api/types';

/** In the address: the proposals of the review were asked for, although a scenario is published. */
export const OF_REVIEW = 'review';

/** The published ones first, the newest of each first. */
export function byPublication(list: readonly ScenarioItem[]): ScenarioItem[] {
  const newest = (a: ScenarioItem, b: ScenarioItem) => (a.changed_at === b.changed_at ? (a.id < b.id ? 1 : -1) : a.changed_at < b.changed_at ? 1 : -1);
  return [...list].sort((a, b) => Number(b.state === 'published') - Number(a.state === 'published') || newest(a, b));
}

/** The id of the scenario to tell of: the one that was chosen, else what was published last; null: the review's proposals. */
export function effectOf(asked: string | null, list: readonly ScenarioItem[]): string | null {
  if (asked === OF_REVIEW) return null;
  if (asked !== null) return asked;
  const first = byPublication(list)[0];
  return first?.state === 'published' ? first.id : null;
}
