import type { LoginFailure } from "../../../domain/login/observation.ts";
import { printable } from "../../../domain/text/printable.ts";

/** Whose attempts: of an attack, of anybody else, or of a log that does not say. */
export type Origin = "attack" | "other" | "unknown";

/** A count, and what is known about it where there were too many things to tell apart. */
export interface BoundedCount {
  readonly count: number;
  readonly bound: "exact" | "at-least" | "at-most";
}

/** Things that stand at the same place of a picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
  readonly origin: Origin;
  /** How many they are. */
  readonly count: number;
  /** One of them; a text from the log, not to be trusted. */
  readonly example: string;
}

/** Attempts of a stretch of the log. */
export interface TimeBar {
  /** Hours since 1970 in UTC, divided by the width of a bar. */
  readonly index: number;
  readonly successes: number;
  readonly failures: number;
}

/** In order of time, without the bars in which nothing happened. */
export interface TimeBars {
  /** 1, unless the log is so long that hours were put together; a power of two. */
  readonly widthHours: number;
  readonly bars: readonly TimeBar[];
}

type FailureCounts = Readonly<Record<LoginFailure, number>>;

/** All attempts from one address. */
export interface AddressRow {
  /** As the log has it; not to be trusted. */
  readonly ip: string;
  readonly attempts: number;
  readonly successes: number;
  readonly failures: FailureCounts;
  /** Distinct names. */
  readonly users: BoundedCount;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Clock hours in UTC with at least one attempt. */
  readonly hours: number;
  /** `attack` when any of its attempts is of an attack. */
  readonly origin: Origin;
}

/** Addresses that were too many to keep one by one. */
export interface RarerAddresses {
  readonly addresses: number;
  readonly attempts: number;
  readonly successes: number;
  readonly failures: FailureCounts;
}

/** What there is to see in a log of attempts to log in, of at least one attempt. */
export interface Exploration {
  readonly attempts: number;
  readonly successes: number;
  readonly failures: FailureCounts;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Whether the log says what was an attack. */
  readonly truth: "known" | "unknown";
  /** Distinct names. */
  readonly users: BoundedCount;
  readonly addresses: BoundedCount;
  readonly attackAddresses: number;
  readonly bars: TimeBars;
  /** Attempts (x) and successes (y) of each address. */
  readonly byAddress: readonly Point[];
  /** Distinct users (x) and share of failures (y, 0 to 1, to a thousandth) of each address in each clock hour. */
  readonly byAddressHour: readonly Point[];
  /** Most attempts first. */
  readonly rows: readonly AddressRow[];
  /** Absent unless there were more addresses than are kept. */
  readonly rarer?: RarerAddresses;
  /** Sentences about what is not exact, for the reader. */
  readonly notes: readonly string[];
}

const longestShown = 60;

/** Text from a log, fit for a terminal and for XML: XML excludes U+FFFE and U+FFFF, which are invisible anyway. */
export function foreignText(text: string): string {
  return printable(text, longestShown).replaceAll(/[\u{fffe}\u{ffff}]/gu, "");
}
