import type { Activity, Tally } from "../results/picture.ts";

/** The chart data of a login log: counts, so that a million attempts stay small. */
export interface LoginPicture {
  readonly source: "login";
  readonly activity: Activity;
  /** Attempts by address. */
  readonly addresses: Tally;
  /** Attempts by name as typed. */
  readonly users: Tally;
}
