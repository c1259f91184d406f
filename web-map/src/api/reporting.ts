/** Questions about reporting periods, of somebody who is logged in. Nothing of it is kept on the device. */
import { get, getWhole, send, sendFile } from './client';
import type {
  FilingAnswer, FilingRowShape, FilingTextsShape, NewPeriodShape, PeriodAnswer, PeriodComparison, PeriodsAnswer, WorkAnswer,
  WorkbookAnswer,
} from './types';

export type FilingStep = 'submit' | 'accept' | 'return';

const at = (period: string) => `periods/${encodeURIComponent(period)}`;
const filingAt = (period: string, operator: string) => `${at(period)}/filings/${encodeURIComponent(operator)}`;

export const reporting = {
  work: () => get<WorkAnswer>('work'),
  /** The newest first. */
  periods: () => getWhole('periods', (answer: PeriodsAnswer) => answer.periods),
  period: (id: string) => get<PeriodAnswer>(at(id)),
  comparison: (id: string) => get<PeriodComparison>(`${at(id)}/comparison`),
  filing: (id: string, operator: string) => get<FilingAnswer>(filingAt(id, operator)),

  add: (asked: Partial<NewPeriodShape> & { from: string; to: string; due: string }, csrf: string) =>
    send<PeriodAnswer>('POST', 'periods', asked, { csrf }),
  turn: (id: string, step: 'close' | 'reopen', csrf: string) => send<PeriodAnswer>('POST', `${at(id)}/state`, { step }, { csrf }),

  save: (id: string, operator: string, version: number, rows: FilingRowShape[], texts: FilingTextsShape, csrf: string) =>
    send<FilingAnswer>('PUT', filingAt(id, operator), { version, rows, texts }, { csrf }),
  step: (
    id: string, operator: string, version: number, step: FilingStep, facilities: string[], reason: string, csrf: string,
  ) => send<FilingAnswer>('POST', `${filingAt(id, operator)}/state`, { version, step, facilities, reason }, { csrf }),

  workbookAddress: (id: string, operator: string) => `/api/v1/${filingAt(id, operator)}/workbook`,
  readWorkbook: (id: string, operator: string, file: Blob, csrf: string) =>
    sendFile<WorkbookAnswer>(`${filingAt(id, operator)}/workbook`, file, csrf),
};
