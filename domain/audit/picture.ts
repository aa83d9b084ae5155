import type { Activity, Tally } from "../results/picture.ts";

/** The chart data of a log of audit alerts. */
export interface AuditPicture {
  readonly source: "audit";
  readonly activity: Activity;
  readonly users: Tally;
  readonly hosts: Tally;
  /** Command lines, as subjects of alerts name them. */
  readonly commands: Tally;
  /** Changed files. */
  readonly paths: Tally;
}
