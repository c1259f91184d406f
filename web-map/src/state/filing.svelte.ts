/**
 * The draft of an operator's filing. It saves itself a moment after the last letter; a change counts once the server has
 * acknowledged it. What is said of the figures comes with each acknowledgement: the rules stand in one place, the server.
 */
import { ApiError } from '../api/client';
import { reporting } from '../api/reporting';
import type { FilingAgentShape, FilingAnswer, FilingFindingShape, FilingRowShape, FilingTextsShape } from '../api/types';
import { asApiError } from './resource.svelte';
import { session } from './session.svelte';

/** Milliseconds after the last letter until the draft is saved. */
const QUIET = 900;
const LARGEST = 10_000_000;

export type Column = 'dossiers' | 'submitted_online' | 'accepted' | 'on_time' | 'late' | 'complaints' | 'responses' | 'satisfied';
export type SaveState = 'saved' | 'dirty' | 'saving' | 'failed' | 'stale';

/** One line of the form: an agent in a month. */
export interface Line {
  key: string;
  agent: FilingAgentShape;
  month: string;
  isOpen: boolean;
}

/** The columns that a period asks for. */
export function columnsOf(items: string[]): Column[] {
  const counts = (['submitted_online', 'accepted', 'on_time', 'late', 'complaints'] as const).filter((item) => items.includes(item));
  return ['dossiers', ...counts, ...(items.includes('satisfaction') ? (['responses', 'satisfied'] as const) : [])];
}

/** A count as people write it, `1.234` or `1 234`; null for blank, undefined for what is no count. */
export function readCount(text: string): number | null | undefined {
  const digits = text.trim().replace(/(?<=\d)[.\s\u00a0](?=\d{3}(\D|$))/g, '');
  if (digits === '') return null;
  if (!/^\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return value <= LARGEST ? value : undefined;
}

export class FilingDesk {
  answer: FilingAnswer | null = $state.raw(null);
  error: ApiError | null = $state.raw(null);
  /** What stands in the fields, by `agent month column`. */
  fields: Record<string, string> = $state({});
  texts: Required<FilingTextsShape> = $state({ settlement: '', feedback: '', proposals: '' });
  saving: SaveState = $state('saved');
  failure: ApiError | null = $state.raw(null);
  readonly period: string;
  readonly operator: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** One save after the other: each carries the version that the one before it gave. */
  private isSending = false;

  constructor(period: string, operator: string) {
    this.period = period;
    this.operator = operator;
    void this.load();
  }

  get lines(): Line[] {
    return (this.answer?.agents ?? []).flatMap((agent) =>
      agent.months.map((month) => ({
        key: `${agent.facility} ${month}`,
        agent,
        month,
        isOpen: ['missing', 'draft', 'returned'].includes(agent.state),
      })),
    );
  }

  get columns(): Column[] {
    return columnsOf(this.answer?.period.items ?? []);
  }

  /** Agents that may be submitted: open, every month with its dossiers. */
  get complete(): string[] {
    const incomplete = new Set(this.lines.filter((line) => !line.isOpen || this.count(line, 'dossiers') == null).map((line) => line.agent.facility));
    return [...new Set(this.lines.map((line) => line.agent.facility))].filter((code) => !incomplete.has(code));
  }

  findingsOf(line: Line): FilingFindingShape[] {
    return (this.answer?.findings ?? []).filter((one) => one.facility === line.agent.facility && (one.month ?? line.month) === line.month);
  }

  text(line: Line, column: Column): string {
    return this.fields[`${line.key} ${column}`] ?? '';
  }

  count(line: Line, column: Column): number | null | undefined {
    return readCount(this.text(line, column));
  }

  /** A count added up over all lines; null where nobody tells it. */
  sum(column: Column): number | null {
    const told = this.lines.map((line) => this.count(line, column)).filter((count) => count != null);
    return told.length === 0 ? null : told.reduce((sum, count) => sum + count, 0);
  }

  write(line: Line, column: Column, text: string): void {
    this.fields[`${line.key} ${column}`] = text;
    this.touched();
  }

  writeText(item: keyof FilingTextsShape, text: string): void {
    this.texts[item] = text;
    this.touched();
  }

  /** Puts rows of a workbook into the draft. */
  take(rows: FilingRowShape[]): void {
    for (const row of rows) this.fill(row);
    this.touched();
  }

  async load(): Promise<void> {
    this.error = null;
    try {
      this.begin(await reporting.filing(this.period, this.operator));
    } catch (error) {
      this.error = asApiError(error);
    }
  }

  /** Saves now; tells whether the draft stands at the server. */
  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.answer === null || this.isSending) return false;
    this.isSending = true;
    this.saving = 'saving';
    const sent = this.rows();
    try {
      this.answer = await reporting.save(this.period, this.operator, this.answer.version, sent, { ...this.texts }, session.csrf);
      // Who went on writing meanwhile is saved again.
      const isWhole = (this.saving as SaveState) === 'saving';
      if (isWhole) this.saving = 'saved';
      else this.touched();
      this.failure = null;
      return isWhole;
    } catch (error) {
      this.failure = asApiError(error);
      this.saving = this.failure.status === 409 ? 'stale' : 'failed';
      return false;
    } finally {
      this.isSending = false;
    }
  }

  /** @throws {ApiError} as it is to be told beside the button. */
  async step(step: 'submit' | 'accept' | 'return', facilities: string[], reason = ''): Promise<void> {
    if (this.answer === null) return;
    const version = this.answer.version;
    this.begin(await reporting.step(this.period, this.operator, version, step, facilities, reason, session.csrf));
  }

  leave(): void {
    clearTimeout(this.timer);
    if (this.saving === 'dirty') void this.save();
  }

  private begin(answer: FilingAnswer): void {
    this.answer = answer;
    this.fields = {};
    for (const row of answer.rows) this.fill(row);
    const { settlement = '', feedback = '', proposals = '' } = answer.texts;
    this.texts = { settlement, feedback, proposals };
    this.saving = 'saved';
    this.failure = null;
  }

  private fill(row: FilingRowShape): void {
    for (const column of columnsOf(this.answer?.period.items ?? [])) {
      const value = row[column];
      this.fields[`${row.facility} ${row.month} ${column}`] = value == null ? '' : String(value);
    }
  }

  private touched(): void {
    this.saving = 'dirty';
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), QUIET);
  }

  /** What may be sent: open lines with something written; what is no count is left out and marked in its field. */
  private rows(): FilingRowShape[] {
    const open = this.lines.filter((line) => line.isOpen && this.columns.some((column) => this.text(line, column).trim() !== ''));
    return open.map((line) => {
      const counts = Object.fromEntries(this.columns.map((column) => [column, this.count(line, column) ?? null]));
      return { facility: line.agent.facility, month: line.month, dossiers: null, ...counts };
    });
  }
}
