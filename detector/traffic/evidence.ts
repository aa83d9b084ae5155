import type { Observation } from "../../domain/sources.ts";
import { stripped } from "../../domain/text/printable.ts";

/** A row, or a later instant at which it is still the newest row. */
export type Evidence = Pick<Observation, "index" | "atMs">;

const longest = 45;

/** A name or address from a log, safe to print: without control characters, at most 45 characters. */
export function shownName(name: string): string {
  return stripped(name, longest);
}

/** Rounded up: in seconds up to two minutes, in minutes up to two hours, then in hours. */
export function spanText(spanMs: number): string {
  const seconds = Math.max(1, Math.ceil(spanMs / 1000));
  if (seconds <= 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
