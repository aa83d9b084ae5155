import type { LoginFailure } from "../../../domain/login/observation.ts";
import type { BoundedCount, Origin } from "../../traffic/explored.ts";
import type { TimeBars } from "../../traffic/hour-bars.ts";

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
  /** Failures, then successes. */
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
