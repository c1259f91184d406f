/** How firmly a decision stands, and what would happen had it been made the other way: keys and figures for sentences. */
import type { CounterfactualShape, LevelShiftShape, RobustnessBaseShape, RobustnessShape } from '../api/types';
import type { Key } from './i18n';

export interface Sentence {
  key: Key;
  values: Record<string, number>;
}

/** Never a bare share: how many of how many were compared. Shares of nothing are left out. */
export function firmnessReasons(told: RobustnessShape, base: RobustnessBaseShape): Sentence[] {
  const reasons: Sentence[] = [];
  if (told.plans_share != null && base.plans > 0) {
    reasons.push({ key: 'firmness.plans', values: { same: Math.round(told.plans_share * base.plans), all: base.plans } });
  }
  if (told.readings_share != null && base.readings > 0) {
    reasons.push({
      key: 'firmness.readings', values: { same: Math.round(told.readings_share * base.readings), all: base.readings },
    });
  }
  return reasons;
}

/** Which levels are told, in order; `code_order` breaks ties and means nothing to a reader. */
const LEVELS = ['cost', 'merge_travel', 'changes'] as const;

export interface Shift {
  key: Key;
  lower: number;
  upper: number;
}

/** What the whole plan would cost had this decision been made the other way. */
export function shifts(told: CounterfactualShape): Shift[] {
  return LEVELS.flatMap((name) => {
    const level: LevelShiftShape | undefined = told.levels.find((each) => each.name === name);
    return level ? [{ key: `counterfactual.level.${name}`, lower: level.lower, upper: level.upper } as Shift] : [];
  });
}
