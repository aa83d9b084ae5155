import type { LoginObservation } from "../../domain/login/observation.ts";
import type { Tally } from "./rules/hours.ts";
import { userCount } from "./rules/hours.ts";

/** A row, or an instant after the row with this index. */
export type Evidence = Pick<LoginObservation, "index" | "atMs">;

const longest = 45;

/** A name or an address from a log, fit for a line of text: without control characters, and cut. */
export function printable(text: string): string {
  const start = text.slice(0, longest).replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "");
  return text.length > longest ? `${start}…` : start;
}

/** `31 users, 58 failures in 4 min from 142.89.86.32`. */
export function burstText(ip: string, tally: Tally): string {
  const users = counted(userCount(tally), "user");
  const failures = counted(tally.attempts - tally.successes, "failure");
  return `${users}, ${failures} in ${spanText(tally.lastMs - tally.firstMs)} from ${printable(ip)}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** In seconds up to two minutes, in minutes up to two hours, then in hours; rounded up. */
export function spanText(spanMs: number): string {
  const seconds = Math.max(1, Math.ceil(spanMs / 1000));
  if (seconds <= 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
