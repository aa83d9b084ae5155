import type { Activity } from "../results/picture.ts";

/** The chart data of an access log. */
export interface AccessPicture {
  readonly source: "access";
  readonly activity: Activity;
}
