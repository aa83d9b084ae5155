import type { TimedAlert } from "./rules.ts";
import type { Decisive } from "./expression.ts";
import { formatDuration } from "./duration.ts";
import { decisiveIn } from "./expression.ts";

/** What a decisive part of an alert's expression had at an evaluation. */
export interface ValuesAt {
  readonly atMs: number;
  /** One for each series. */
  readonly values: readonly number[];
}

/** A decisive part of an alert that did not fire, with its values during the drill. */
export interface SilentPart extends Decisive {
  /** Its name, and its `for` if it has one. */
  readonly alert: string;
  /** Evaluations at which it had any, ascending. */
  readonly samples: readonly ValuesAt[];
  readonly evaluationMs: number;
}

const mostAlerts = 3;

/** The first alerts that did not fire, with what decides. @param keys - of the alerts that did */
export function silentAlerts(
  alerts: readonly Pick<TimedAlert, "name" | "expr" | "forMs">[],
  keys: readonly string[],
): readonly { readonly alert: string; readonly parts: readonly Decisive[] }[] {
  return alerts
    .filter(({ name }) => !keys.some((key) => key === name || key.startsWith(`${name}{`)))
    .slice(0, mostAlerts)
    .map(({ name, expr, forMs }) => ({
      alert: forMs === 0 ? name : `${name} (for: ${formatDuration(forMs)})`,
      parts: decisiveIn(expr),
    }));
}

/** Sentences on what silent alerts had at an instant. @param what - names the instant */
export function valueNotes(parts: readonly SilentPart[], atMs: number, what: string): readonly string[] {
  const alerts = [...new Set(parts.map(({ alert }) => alert))];
  return alerts.map((alert) => {
    const shown = parts
      .filter((part) => part.alert === alert)
      .map((part) => `${part.text} had ${valueText(part, atMs)}`);
    return `Alert ${alert} did not fire. At ${what}, ${shown.join(", and ")}.`;
  });
}

function valueText({ samples, evaluationMs }: SilentPart, atMs: number): string {
  const last = samples.findLast((sample) => sample.atMs <= atMs);
  if (last === undefined || last.atMs <= atMs - evaluationMs || last.values.length === 0) return "no result";
  const [first = 0] = last.values;
  if (last.values.length === 1) return numberText(first);
  const sorted = last.values.toSorted((a, b) => a - b);
  return `${numberText(sorted[0] ?? 0)} to ${numberText(sorted.at(-1) ?? 0)} in ${sorted.length} series`;
}

function numberText(value: number): string {
  return Number.isNaN(value)
    ? "NaN (nothing to measure)"
    : String(Math.abs(value) < 10_000 ? Number(value.toPrecision(4)) : Math.round(value));
}

/** A number as Go writes it. */
export function goNumber(text: string): number {
  return Number(text.replace("Inf", "Infinity"));
}
