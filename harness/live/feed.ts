import type { ReceivedAlert } from "../../domain/alert.ts";

/** One row, as far as a live chart shows it. */
export interface LiveRow {
  /** When its cause was set in motion, on the drill's clock. */
  readonly causedAtMs: number;
  readonly atMs: number;
  /** The charted value, if the row has one. */
  readonly value: number | undefined;
  readonly failed: boolean;
  /** What the server did; `normal` when nothing was unusual. */
  readonly mode: string;
  /** Unusual, and nothing is wrong. Default: something is, unless the mode is `normal`. */
  readonly harmless?: true;
}

/** The rows of one stretch of time. Values are absent when no row had one. */
export interface LiveColumn {
  /** Its number, from 0 at the start. */
  readonly at: number;
  readonly rows: number;
  readonly failures: number;
  readonly low?: number;
  readonly high?: number;
  readonly mean?: number;
  /** Of the last row with a fault that began or ended here or in between, else of the last harmless one, else `normal`. */
  readonly mode: string;
  readonly harmless?: true;
}

/** An alert on a live page. `number` counts from 1 in order of receipt. */
export interface LiveAlert extends Pick<
  ReceivedAlert,
  "detector" | "severity" | "state" | "atMs" | "receivedMs" | "subject" | "evidence"
> {
  readonly number: number;
}

/** How the drill came out, in a sentence. */
export interface LiveEnd {
  readonly passed: boolean;
  readonly sentence: string;
}

/** All that a page needs to draw itself anew. */
export interface LiveSnapshot {
  readonly startMs: number;
  readonly columnMs: number;
  readonly columns: readonly LiveColumn[];
  readonly rows: number;
  /** The newest alerts, in order of receipt. */
  readonly alerts: readonly LiveAlert[];
  /** The mode that was chosen by hand, if one is. */
  readonly forced?: string;
  readonly end?: LiveEnd;
}

/** What changed since the last update. */
export type LiveUpdate =
  | { readonly kind: "snapshot"; readonly snapshot: LiveSnapshot }
  | { readonly kind: "columns"; readonly columns: readonly LiveColumn[]; readonly rows: number }
  | { readonly kind: "alert"; readonly alert: LiveAlert }
  | { readonly kind: "forced"; readonly mode?: string }
  | { readonly kind: "end"; readonly end: LiveEnd };

interface Column {
  at: number;
  rows: number;
  failures: number;
  valued: number;
  sum: number;
  low: number;
  high: number;
  mode: string;
  harmless: true | undefined;
}

const mostColumns = 1200;
const mostAlerts = 500;
/** The longest text of a log or a detector that a page shows. */
const longestText = 500;

/**
 * A growing log for a live page: so many columns at most, each as wide as it takes, with the lowest and the highest value
 * of its rows, so that a single slow row stays visible. Memory does not grow with the log.
 */
export class LiveFeed {
  /** When the first row was set in motion, or the instant of an alert before it. */
  private startMs: number | undefined;
  private columnMs: number;
  private columns: Column[] = [];
  private rows = 0;
  private alertCount = 0;
  private alerts: LiveAlert[] = [];
  private forced: string | undefined;
  private ended: LiveEnd | undefined;
  /** The first column that has changed since `changes` was called; infinite for none. */
  private changedFrom = Infinity;
  /** All columns stand elsewhere since `changes` was called. */
  private isAnew = false;

  /** @param columnMs - width of a column at first, in the drill's time */
  constructor(columnMs: number) {
    this.columnMs = columnMs;
  }

  /** Rows may come a little out of order; one from before the start counts at the start. */
  add(row: LiveRow): void {
    const { causedAtMs, atMs, value, failed } = row;
    const startMs = this.startedBy(causedAtMs);
    const placeOf = (instantMs: number): number =>
      Math.max(0, Math.floor((instantMs - startMs) / this.columnMs));
    this.rows += 1;
    const column = this.columnAt(placeOf(atMs));
    column.rows += 1;
    if (failed) column.failures += 1;
    if (row.mode !== "normal") this.mark(placeOf(causedAtMs), column.at, row);
    if (value !== undefined && Number.isFinite(value)) {
      column.valued += 1;
      column.sum += value;
      column.low = Math.min(column.low, value);
      column.high = Math.max(column.high, value);
    }
    if (column.at < this.changedFrom) this.changedFrom = column.at;
    if (this.columns.length > mostColumns || column.at >= 2 * mostColumns) this.rescale();
  }

  /** Fast rows that end while a slow one waits do not cut its stretch in two. */
  private mark(from: number, until: number, { mode, harmless }: LiveRow): void {
    for (let place = this.columns.length - 1; place >= 0; place -= 1) {
      const column = this.columns[place];
      if (column === undefined || column.at < from) return;
      if (column.at > until) continue;
      markAs(column, mode, harmless);
      if (column.at < this.changedFrom) this.changedFrom = column.at;
    }
  }

  /** The first row or alert is the start. */
  private startedBy(atMs: number): number {
    if (this.startMs === undefined) this.isAnew = true;
    return (this.startMs ??= atMs);
  }

  private columnAt(at: number): Column {
    const { columns } = this;
    let place = columns.length - 1;
    while (place >= 0 && (columns[place]?.at ?? 0) > at) place -= 1;
    const found = columns[place];
    if (found?.at === at) return found;
    const fresh = {
      at,
      rows: 0,
      failures: 0,
      valued: 0,
      sum: 0,
      low: Infinity,
      high: -Infinity,
      mode: "normal",
      harmless: undefined,
    };
    columns.splice(place + 1, 0, fresh);
    return fresh;
  }

  /** Makes columns twice as wide until they are few enough. */
  private rescale(): void {
    while (this.columns.length > mostColumns || (this.columns.at(-1)?.at ?? 0) >= 2 * mostColumns) {
      const before = this.columns;
      this.columns = [];
      this.columnMs *= 2;
      for (const { at, rows, failures, valued, sum, low, high, mode, harmless } of before) {
        const column = this.columnAt(Math.floor(at / 2));
        column.rows += rows;
        column.failures += failures;
        column.valued += valued;
        column.sum += sum;
        column.low = Math.min(column.low, low);
        column.high = Math.max(column.high, high);
        markAs(column, mode, harmless);
      }
    }
    this.isAnew = true;
  }

  alert(received: ReceivedAlert): LiveUpdate {
    const { detector, severity, state, atMs, receivedMs, subject, evidence } = received;
    this.startedBy(atMs);
    this.alertCount += 1;
    const alert: LiveAlert = {
      number: this.alertCount,
      detector: shortened(detector),
      severity,
      state,
      atMs,
      receivedMs,
      ...(subject === undefined ? {} : { subject: shortened(subject) }),
      ...(evidence === undefined ? {} : { evidence: shortened(evidence) }),
    };
    this.alerts.push(alert);
    if (this.alerts.length > mostAlerts) this.alerts.shift();
    return { kind: "alert", alert };
  }

  /** @param mode - chosen by hand; absent when the drill goes as planned again */
  force(mode?: string): LiveUpdate {
    this.forced = mode;
    return { kind: "forced", ...(mode === undefined ? {} : { mode }) };
  }

  end(end: LiveEnd): LiveUpdate {
    this.ended = end;
    return { kind: "end", end };
  }

  /** The columns that have changed since the last call; `undefined` if none has. */
  changes(): LiveUpdate | undefined {
    const { changedFrom, isAnew } = this;
    if (changedFrom === Infinity && !isAnew) return undefined;
    this.changedFrom = Infinity;
    this.isAnew = false;
    if (isAnew) return { kind: "snapshot", snapshot: this.snapshot() };
    const first = this.columns.findLastIndex(({ at }) => at < changedFrom) + 1;
    return { kind: "columns", columns: this.columns.slice(first).map(shown), rows: this.rows };
  }

  snapshot(): LiveSnapshot {
    const { startMs = 0, columnMs, columns, rows, alerts, forced, ended } = this;
    return {
      startMs,
      columnMs,
      columns: columns.map(shown),
      rows,
      alerts: [...alerts],
      ...(forced === undefined ? {} : { forced }),
      ...(ended === undefined ? {} : { end: ended }),
    };
  }
}

/** A fault is not hidden by what is harmless, nor that by what is normal. */
function markAs(column: Column, mode: string, harmless: true | undefined): void {
  const isFaulty = column.mode !== "normal" && column.harmless === undefined;
  if (mode === "normal" || (isFaulty && harmless === true)) return;
  column.mode = mode;
  column.harmless = harmless;
}

function shown({ at, rows, failures, valued, sum, low, high, mode, harmless }: Column): LiveColumn {
  const values = valued === 0 ? {} : { low, high, mean: sum / valued };
  return { at, rows, failures, ...values, mode, ...(harmless === undefined ? {} : { harmless }) };
}

function shortened(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}
