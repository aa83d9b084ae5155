import type { Activity, Tally } from "../results/picture.ts";

/** The chart data of an access log. */
export interface AccessPicture {
  readonly source: "access";
  readonly activity: Activity;
  /** Requests by client. */
  readonly clients: Tally;
  readonly paths: Tally;
  /** Answers by status, such as `404`. */
  readonly statuses: Tally;
}
