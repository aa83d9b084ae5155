/** How a request ended, as far as a log of requests says. */
export type RequestEnd =
  | { readonly kind: "answered"; readonly status: number }
  /** No answer came until the client gave up. */
  | { readonly kind: "timeout" }
  /** The connection was refused, reset or closed. */
  | { readonly kind: "cut" };

/** Longer requests are connections rather than answers. */
export const longestRequestMs = 3_600_000;
