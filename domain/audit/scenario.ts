import type { TrafficScenario } from "../traffic/scenario.ts";
import type { Traffic } from "./traffic.ts";

/** A scenario that produces a log of audit alerts. Operators and services work all the time, by hour and weekday. */
export interface AuditScenario extends TrafficScenario<Traffic> {
  readonly source: "audit";
  /** The number of operators, from 2. Default 8. */
  readonly operators?: number;
}
