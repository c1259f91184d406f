/** Where residents gain or lose between two networks, commune by commune: for the map and its legend. Data in, data out. */
import type { AreaComparisonShape, RuleComparisonShape } from '../api/types';

/** From what weighs most to what weighs least. */
export const CHANGE_KINDS = ['lost', 'gained', 'longer', 'shorter'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A commune as it is painted: what happens to most of those for whom anything changes. */
export interface AreaChange {
  code: string;
  name: string;
  kind: ChangeKind;
  people: number;
}

/** Less than half a person is rounding. */
const SOMEBODY = 0.5;

/** The communes in which somebody gains or loses. Whether a commune keeps access comes before how long the way is. */
export function changesOf(rule: RuleComparisonShape | null): AreaChange[] {
  return (rule?.areas ?? []).flatMap((area) => {
    const kind = kindOf(area);
    return kind === null ? [] : [{ code: area.code, name: area.name, kind, people: area[kind].people }];
  });
}

function kindOf(area: AreaComparisonShape): ChangeKind | null {
  const worse = (a: 'lost' | 'longer', b: 'gained' | 'shorter'): ChangeKind | null =>
    Math.max(area[a].people, area[b].people) < SOMEBODY ? null : area[a].people >= area[b].people ? a : b;
  return worse('lost', 'gained') ?? worse('longer', 'shorter');
}

/** For each kind: how many communes are painted so, and all residents to whom it happens, wherever they live. */
export function changeTally(rule: RuleComparisonShape | null): { kind: ChangeKind; areas: number; people: number }[] {
  const changes = changesOf(rule);
  return CHANGE_KINDS.map((kind) => ({
    kind, areas: changes.filter((each) => each.kind === kind).length, people: rule?.[kind].people ?? 0,
  }));
}
