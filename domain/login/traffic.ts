/** When it begins, counted from the scenario's first instant. */
export type Onset =
  /** Once, after this many hours; parts of an hour are fine. */
  | { readonly kind: "at"; readonly hour: number }
  /** In each hour with this chance, at an instant within it, each time anew. */
  | { readonly kind: "chance"; readonly perHour: number };

/**
 * Somebody who wants in. Each is an incident; its `kind` is that of the incident and the mode of its rows. A try is one
 * attempt; all are planned, and what the server answers stops a visit only when it is let in.
 */
export type Attack =
  /**
   * Goes through user names, often misspelled, from one address (`one`) or from a fresh one for each name (`fresh`): two
   * tries a name, one second apart. As the original has it. `users` absent: all of them once in five times, else any number from five on.
   */
  | {
      readonly kind: "bruteforce";
      readonly onset: Onset;
      readonly addresses: "one" | "fresh";
      readonly users?: number;
    }
  /** One address, one name at a time, one try every `everyMinutes` with some jitter: below every limit per hour. */
  | {
      readonly kind: "low-and-slow";
      readonly onset: Onset;
      readonly users: number;
      readonly everyMinutes: number;
    }
  /** One likely password tried on many right names, one try each, from few addresses in turn. */
  | {
      readonly kind: "spray";
      readonly onset: Onset;
      readonly users: number;
      readonly addresses: number;
      readonly everySeconds: number;
    }
  /** Leaked pairs: right names, passwords that mostly were changed, each try from an address of its own. */
  | {
      readonly kind: "stuffing";
      readonly onset: Onset;
      readonly pairs: number;
      readonly everySeconds: number;
    }
  /** Many addresses share the work on few names. */
  | {
      readonly kind: "distributed";
      readonly onset: Onset;
      readonly addresses: number;
      readonly users: number;
      readonly tries: number;
      readonly everySeconds: number;
    }
  /** One address guesses one user's password, and is let in with the last of `tries`. */
  | {
      readonly kind: "takeover";
      readonly onset: Onset;
      readonly tries: number;
      readonly everySeconds: number;
    };

/** What looks odd and is nobody's fault; no incident. Its `kind` is the mode of its rows. */
export type Oddity =
  /** Honest users who all come from one address, mostly in the morning, for `hours`. */
  | { readonly kind: "office"; readonly onset: Onset; readonly users: number; readonly hours: number }
  /** Honest users come `times` as often for `hours`. */
  | { readonly kind: "flash-sale"; readonly onset: Onset; readonly times: number; readonly hours: number }
  /** Many honest users have forgotten their passwords: each visit fails twice as a rule, for `hours`. */
  | {
      readonly kind: "forgotten-password";
      readonly onset: Onset;
      readonly users: number;
      readonly hours: number;
    }
  /** One user's broken client repeats an old password every `everySeconds` for `hours`, from his own address. */
  | {
      readonly kind: "retrying-client";
      readonly onset: Onset;
      readonly everySeconds: number;
      readonly hours: number;
    };

/** What happens beside the honest users who always come and go. */
export type Traffic = Attack | Oddity;

export type TrafficKind = Traffic["kind"];

const attackKinds: Readonly<Record<TrafficKind, boolean>> = {
  bruteforce: true,
  "low-and-slow": true,
  spray: true,
  stuffing: true,
  distributed: true,
  takeover: true,
  office: false,
  "flash-sale": false,
  "forgotten-password": false,
  "retrying-client": false,
};

/** True for what somebody should notice. */
export function isAttack(traffic: Traffic): traffic is Attack {
  return attackKinds[traffic.kind];
}
