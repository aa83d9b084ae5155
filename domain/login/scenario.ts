import type { ScenarioBase } from "../scenario.ts";
import type { Traffic } from "./traffic.ts";

/** A scenario whose log is one of attempts to log in. Honest users come and go all the time, by hour and weekday. */
export interface LoginScenario extends ScenarioBase {
  readonly source: "login";
  /** How long it lasts, a whole number of hours from 1. */
  readonly hours: number;
  /** How many users there are, from 10. Default 133. */
  readonly users?: number;
  /** What happens beside the honest users; each entry after its own onset. */
  readonly traffic: readonly Traffic[];
  /** A log without an attack that ends where this one begins, for detectors that must learn first. */
  readonly past?: { readonly hours: number };
  /** On a full hour. */
  readonly startsAt?: string;
}

export const defaultUserCount = 133;
