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

/** A row as it stands in the fields of a form. */
function fieldsOfRow(row: FilingRowShape, columns: Column[]): Record<string, string> {
  const fields = columns.map((column) => [`${row.facility} ${row.month} ${column}`, row[column] == null ? '' : String(row[column])]);
  return Object.fromEntries(fields);
}

function fieldsOf(answer: FilingAnswer): Record<string, string> {
  const columns = columnsOf(answer.period.items);
  return Object.assign({}, ...answer.rows.map((row) => fieldsOfRow(row, columns)));
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
  private running: Promise<boolean> | null = null;

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

  /** Part and whole added up over the lines that tell both, and how many agents those are; null where none does. */
  share(part: Column, whole: Column): { part: number; whole: number; agents: number } | null {
    const told = { part: 0, whole: 0, agents: new Set<string>() };
    for (const line of this.lines) {
      const [some, all] = [this.count(line, part), this.count(line, whole)];
      if (some == null || all == null) continue;
      told.part += some;
      told.whole += all;
      told.agents.add(line.agent.facility);
    }
    return told.agents.size === 0 ? null : { ...told, agents: told.agents.size };
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
    for (const row of rows) Object.assign(this.fields, fieldsOfRow(row, this.columns));
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

  /** Saves now, after a save that is under way; tells whether all that is written stands at the server. */
  async save(): Promise<boolean> {
    clearTimeout(this.timer);
    if (this.running !== null) {
      await this.running;
      if (this.saving === 'saved') return true;
      return this.save();
    }
    if (this.answer === null) return false;
    this.running = this.send();
    try {
      return await this.running;
    } finally {
      this.running = null;
    }
  }

  /**
   * Submits the complete agents, once the draft stands at the server; tells how many, null where it does not stand there.
   * @throws {ApiError} as it is to be told beside the button.
   */
  async submit(): Promise<number | null> {
    if (this.saving !== 'saved' && !(await this.save())) return null;
    const count = () => this.complete.length;
    const ask = () => {
      const version = this.answer?.version ?? 0;
      return reporting.step(this.period, this.operator, version, 'submit', this.complete, '', session.csrf);
    };
    let asked = count();
    const answer = await ask().catch(async (error: unknown) => {
      await this.catchUp(error);
      asked = count();
      return ask();
    });
    this.merge(answer);
    return asked;
  }

  leave(): void {
    clearTimeout(this.timer);
    if (this.saving === 'dirty') void this.save();
  }

  /** Over another's decision once more: what was typed stays, what was decided meanwhile is taken over. */
  private async send(): Promise<boolean> {
    this.saving = 'saving';
    try {
      this.answer = await this.put().catch(async (error: unknown) => {
        await this.catchUp(error);
        return this.put();
      });
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
    }
  }

  private put(): Promise<FilingAnswer> {
    const version = this.answer?.version ?? 0;
    return reporting.save(this.period, this.operator, version, this.rows(), { ...this.texts }, session.csrf);
  }

  /** After a refusal: takes over what was decided meanwhile. @throws the refusal, where it was of something else. */
  private async catchUp(error: unknown): Promise<void> {
    if (asApiError(error).status !== 409) throw error;
    const version = this.answer?.version;
    this.merge(await reporting.filing(this.period, this.operator));
    if (this.answer?.version === version) throw error;
  }

  /** Takes over a newer version: what was typed since the version before stays in its field while its line is open. */
  private merge(answer: FilingAnswer): void {
    const before = this.answer === null ? {} : fieldsOf(this.answer);
    const textsBefore = this.answer?.texts ?? {};
    this.answer = answer;
    const now = fieldsOf(answer);
    const open = new Set(this.lines.filter((line) => line.isOpen).map((line) => line.key));
    for (const key of new Set([...Object.keys(before), ...Object.keys(now), ...Object.keys(this.fields)])) {
      const typed = readCount(this.fields[key] ?? '');
      const isTyped = typed === undefined || typed !== readCount(before[key] ?? '');
      if (!isTyped || !open.has(key.slice(0, key.lastIndexOf(' ')))) this.fields[key] = now[key] ?? '';
    }
    for (const item of ['settlement', 'feedback', 'proposals'] as const) {
      if (this.texts[item] === (textsBefore[item] ?? '')) this.texts[item] = answer.texts[item] ?? '';
    }
  }

  private begin(answer: FilingAnswer): void {
    this.answer = answer;
    this.fields = fieldsOf(answer);
    const { settlement = '', feedback = '', proposals = '' } = answer.texts;
    this.texts = { settlement, feedback, proposals };
    this.saving = 'saved';
    this.failure = null;
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
