import { describe, expect, it } from 'vitest';

import type { FacilityItem } from '../../src/api/types';
import { operatorRows } from '../../src/state/operators';

const point = (code: string, more: Partial<FacilityItem>): FacilityItem =>
  ({ facility: code, name: code, kind: 'agent', status: 'open', lon: 105.8, lat: 21, procedures: [], is_modelled: false, ...more }) as FacilityItem;

describe('operators side by side', () => {
  it('count open agents, their dossiers, those without any, and those whose hours are known', () => {
    const rows = operatorRows([
      point('A', { operator: 'BIDV', load_per_month: 30, opening_hours: 'Mo-Fr 08:00-17:00' }),
      point('B', { operator: 'BIDV', load_per_month: 0 }),
      point('C', { operator: 'BIDV' }),
      point('D', { operator: 'Bưu điện', load_per_month: 12.5 }),
      point('E', {}),
      point('F', { operator: 'BIDV', status: 'closed', load_per_month: 99 }),
      point('G', { operator: 'BIDV', kind: 'branch', load_per_month: 99 }),
    ]);
    expect(rows).toEqual([
      { name: 'BIDV', agents: 3, load: 30, reporting: 2, idle: 1, withHours: 1 },
      { name: 'Bưu điện', agents: 1, load: 12.5, reporting: 1, idle: 0, withHours: 0 },
      { name: null, agents: 1, load: 0, reporting: 0, idle: 0, withHours: 0 },
    ]);
  });
});
