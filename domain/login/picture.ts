import type { Activity } from "../results/picture.ts";

/** What is drawn of a log of logins: counts, so that a million attempts can be scored. */
export interface LoginPicture {
  readonly source: "login";
  readonly activity: Activity;
}
