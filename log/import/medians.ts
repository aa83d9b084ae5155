import type { DoubtfulField, TimeUnit } from "./format.ts";
import { msPerUnit, timeUnits } from "./format.ts";

/** Takes in the lines of a log whose response time is in doubt. */
export interface DoubtMedians {
  readonly add: (line: string) => void;
  /**
   * What each field would give in each unit, a line each.
   * @param onsetMs - `undefined`: there is none, or it lies outside the log
   */
  readonly lines: (onsetMs: number | undefined) => readonly string[];
  /** First and last time in the lines. */
  readonly span: () => { readonly fromMs: number; readonly untilMs: number } | undefined;
}

/** A median needs no more. */
const mostAmounts = 1_000_000;
const mostFields = 8;

export function doubtMedians(fields: readonly DoubtfulField[]): DoubtMedians {
  const columns = fields.slice(0, mostFields).map((field) => ({ field, amounts: new Amounts() }));
  return {
    add: (line) => {
      for (const { field, amounts } of columns) {
        const found = field.read(line);
        if (found !== undefined) amounts.add(found.stampMs, found.amount);
      }
    },
    lines: (onsetMs) => columns.flatMap(({ field, amounts }) => linesOf(field, amounts, onsetMs)),
    span: () => {
      return columns.map(({ amounts }) => amounts.span()).find((span) => span !== undefined);
    },
  };
}

/** Amounts with the times of their lines. */
class Amounts {
  private stampsMs = new Float64Array(1024);
  private values = new Float64Array(1024);
  private length = 0;
  private fromMs = Infinity;
  private untilMs = -Infinity;

  add(stampMs: number, value: number): void {
    this.fromMs = Math.min(this.fromMs, stampMs);
    this.untilMs = Math.max(this.untilMs, stampMs);
    if (this.length === mostAmounts) return;
    if (this.length === this.values.length) {
      this.stampsMs = grown(this.stampsMs);
      this.values = grown(this.values);
    }
    this.stampsMs[this.length] = stampMs;
    this.values[this.length] = value;
    this.length += 1;
  }

  span(): { readonly fromMs: number; readonly untilMs: number } | undefined {
    return this.length === 0 ? undefined : { fromMs: this.fromMs, untilMs: this.untilMs };
  }

  /** Of the lines from one time up to another. */
  medianBetween(fromMs: number, untilMs: number): number | undefined {
    const found: number[] = [];
    for (let at = 0; at < this.length; at += 1) {
      const stampMs = this.stampsMs[at] ?? 0;
      if (stampMs >= fromMs && stampMs < untilMs) found.push(this.values[at] ?? 0);
    }
    return Float64Array.from(found).sort()[Math.floor((found.length - 1) / 2)];
  }
}

function grown(values: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

function linesOf(
  { named, say, unit }: DoubtfulField,
  amounts: Amounts,
  onsetMs = Infinity,
): readonly string[] {
  const before = amounts.medianBetween(-Infinity, onsetMs);
  const after = amounts.medianBetween(onsetMs, Infinity);
  if (before === undefined && after === undefined) return [];
  const units = unit === undefined ? timeUnits : [unit];
  return units.map((one) => {
    const medians =
      onsetMs === Infinity
        ? `median ${inMs(one, before)}`
        : `median ${inMs(one, before)} before the onset, ${inMs(one, after)} after it`;
    return `${named} in ${one}: ${medians} (${say}--unit ${one})`;
  });
}

function inMs(unit: TimeUnit, amount: number | undefined): string {
  return amount === undefined ? "none" : `${Number((amount * msPerUnit[unit]).toPrecision(3))} ms`;
}
