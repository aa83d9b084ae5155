/** Why a login was refused. In the log only: whoever knocks is never told. */
export const loginFailures = ["wrong_username", "wrong_password", "account_locked"] as const;

export type LoginFailure = (typeof loginFailures)[number];

export type LoginOutcome =
  { readonly kind: "success" } | { readonly kind: "failure"; readonly reason: LoginFailure };

/** One attempt to log in as the server saw it. */
export interface LoginObservation {
  readonly kind: "login";
  /** From 0, in order of writing. */
  readonly index: number;
  /** When it arrived. */
  readonly atMs: number;
  /** Where it came from. Anybody's text, like `user`: nothing in it is to be trusted. */
  readonly ip: string;
  /** The name as it was typed; not every one is a user's. */
  readonly user: string;
  readonly outcome: LoginOutcome;
}
