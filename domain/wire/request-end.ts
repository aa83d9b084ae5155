/** How a request ended, according to a log. */
export type RequestEnd =
  | { readonly kind: "answered"; readonly status: number }
  /** No answer came until the client gave up. */
  | { readonly kind: "timeout" }
  /** The connection was refused, reset or closed. */
  | { readonly kind: "cut" };

/** Anything longer is a connection rather than a request. */
export const longestRequestMs = 3_600_000;
