import type { Arl0Worth } from "../../domain/detector.ts";
import { parseWithin } from "../../domain/gate.ts";
import type { Within } from "../../domain/scenario.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import { formatInstant } from "../../domain/time/instant.ts";

/** `14.2 ms`, `500 ms`, `2.52 s`, `253 s`: three significant digits, and all digits of whole seconds above 999. */
export function durationText(ms: number): string {
  const inMs = significant(ms);
  return Math.abs(inMs) < 1000 ? `${inMs} ms` : `${significant(ms / 1000)} s`;
}

function significant(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

/** Minutes and seconds since the drill began, `04:13`; above an hour `1:04:13`. Parts of a second are dropped. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours === 0 ? rest : `${hours}:${rest}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

/** `within 10 affected observations`, `within 3 s of the switch`. */
export function withinText(within: Within): string {
  const deadline = parseWithin(within);
  switch (deadline.kind) {
    case "observations":
      return `within ${plural(deadline.count, "affected observation")}`;
    case "time":
      return `within ${durationText(deadline.ms)} of the switch`;
  }
}

/** ` about user:admin`, or nothing when the alert was about everything. */
export function aboutText(subject: string | undefined): string {
  return subject === undefined ? "" : ` about ${printable(subject)}`;
}

/** `Attempts` of `attempts`. */
export function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** `2018-11-01 00:36`, in UTC. */
export function minuteText(atMs: number): string {
  return formatInstant(atMs).slice(0, 16).replace("T", " ");
}

/** `2018-11-01 00:36:07`, in UTC. */
export function secondText(atMs: number): string {
  return formatInstant(atMs).slice(0, 19).replace("T", " ");
}

const thousandsFollow = /\B(?=(?:\d{3})+$)/g;

/** `12,345`. Not by `Intl`, whose data take 20 ms to load. */
export function countText(count: number): string {
  return Number.isSafeInteger(count)
    ? String(count).replaceAll(thousandsFollow, ",")
    : count.toLocaleString("en");
}

/** What a promised rate of false alarms is worth on rows that depend on each other, and what to do. */
export function arl0Sentence({ promised, expected, rankAutocorrelation, rows }: Arl0Worth): string {
  const dependence = `rank autocorrelation ${rankAutocorrelation.toFixed(2)} at lag 1, in ${countText(rows)} rows`;
  const worth = `expect a false alarm about every ${countText(expected)} rows instead of ${countText(promised)}`;
  return `Rows depend on each other (${dependence}): ${worth}. firedrill tune finds a threshold that keeps the rate.`;
}

/** `1 address`, `327 addresses`. */
export function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `57.3 %`. @param share - 0 to 1 */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
