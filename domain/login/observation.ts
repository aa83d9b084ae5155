/** Why a login attempt failed. Only the log contains the reason; the client never sees it. */
export const loginFailures = ["wrong_username", "wrong_password", "account_locked"] as const;

export type LoginFailure = (typeof loginFailures)[number];

export type LoginOutcome =
  { readonly kind: "success" } | { readonly kind: "failure"; readonly reason: LoginFailure };

/** One attempt to log in as the server saw it. */
export interface LoginObservation {
  readonly kind: "login";
  /** From 0, in order of writing. */
  readonly index: number;
  /** When the attempt arrived. */
  readonly atMs: number;
  /** The source address; in canonical form when it was read from a file or came over the wire. */
  readonly ip: string;
  /** The name as typed; not necessarily that of a user. */
  readonly user: string;
  readonly outcome: LoginOutcome;
}
