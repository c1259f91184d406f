/** Operators side by side, from the list of points. Data in, data out. */
import type { FacilityItem } from '../api/types';

export interface OperatorRow {
  /** Null: points whose operator is unknown. */
  name: string | null;
  /** Open agents. */
  agents: number;
  /** Dossiers a month of those that report any figure. */
  load: number;
  reporting: number;
  /** Agents that report no dossier at all. */
  idle: number;
  withHours: number;
}

/** Open agents by operator: most agents first, of equals by name, the unknown last. */
export function operatorRows(points: readonly FacilityItem[]): OperatorRow[] {
  const rows = new Map<string | null, OperatorRow>();
  for (const point of points) {
    if (point.kind !== 'agent' || point.status !== 'open') continue;
    const name = point.operator ?? null;
    const row = rows.get(name) ?? { name, agents: 0, load: 0, reporting: 0, idle: 0, withHours: 0 };
    row.agents += 1;
    if (point.load_per_month != null) {
      row.reporting += 1;
      row.load += point.load_per_month;
      if (point.load_per_month < 0.5) row.idle += 1;
    }
    if (point.opening_hours) row.withHours += 1;
    rows.set(name, row);
  }
  const collate = new Intl.Collator('vi').compare;
  return [...rows.values()].sort((a, b) =>
    Number(a.name === null) - Number(b.name === null) || b.agents - a.agents || collate(a.name ?? '', b.name ?? ''));
}
