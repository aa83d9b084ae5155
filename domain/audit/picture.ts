import type { Activity } from "../results/picture.ts";

/** The chart data of a log of audit alerts. */
export interface AuditPicture {
  readonly source: "audit";
  readonly activity: Activity;
}
