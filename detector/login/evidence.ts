import type { LoginObservation } from "../../domain/login/observation.ts";
import { stripped } from "../../domain/text/printable.ts";

/** A row, or an instant after the row with this index. */
export type Evidence = Pick<LoginObservation, "index" | "atMs">;

const longest = 45;

/** A name or an address from a log, fit for a line of text: without control characters, and cut. */
export function shownName(name: string): string {
  return stripped(name, longest);
}

/** In seconds up to two minutes, in minutes up to two hours, then in hours; rounded up. */
export function spanText(spanMs: number): string {
  const seconds = Math.max(1, Math.ceil(spanMs / 1000));
  if (seconds <= 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
