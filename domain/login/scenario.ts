import type { TrafficScenario } from "../traffic/scenario.ts";
import type { Traffic } from "./traffic.ts";

/** A scenario whose log is one of attempts to log in. Honest users come and go all the time, by hour and weekday. */
export interface LoginScenario extends TrafficScenario<Traffic> {
  readonly source: "login";
  /** How many users there are, from 10. Default 133. */
  readonly users?: number;
}
