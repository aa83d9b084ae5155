import type { TrafficScenario } from "../traffic/scenario.ts";
import type { Traffic } from "./traffic.ts";

/** A scenario that produces a login log. Users log in all the time, by hour and weekday. */
export interface LoginScenario extends TrafficScenario<Traffic> {
  readonly source: "login";
  /** The number of accounts, from 10. Default 133. */
  readonly users?: number;
}
