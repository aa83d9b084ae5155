/** One attempt before it is made. */
export interface PlannedLogin {
  /** From 0, in order of time. An attempt that turns out not to be needed keeps its own. */
  readonly index: number;
  /** From the scenario's first instant, to the microsecond; no two are equal. */
  readonly offsetMs: number;
  /** Attempts of one visit end with the first that is let in; they are at least a second apart. */
  readonly visit: number;
  /** How many the visit has after this one, if it is not let in; 0 for its last. */
  readonly triesLeft: number;
  readonly ip: string;
  /** As it is typed. */
  readonly user: string;
  /** Whether the password is the right one for the name, if the name is a user's. */
  readonly password: "right" | "wrong";
  /** The kind of traffic; `normal` for honest users. */
  readonly mode: string;
  /** Id of the incident it belongs to, as `spray-1`. */
  readonly incident?: string;
}
