/** Whose move it is: `usage` (exit 2, asked for nonsense) or `drill` (exit 3, could not be run or trusted). */
export type ErrorKind = "usage" | "drill";

/**
 * What a person at the terminal reads: what happened (with the offending value), then what to do.
 * Every `code` has a section in docs/errors.md.
 */
export class FiredrillError extends Error {
  readonly kind: ErrorKind;
  /** Upper-case words, stable between releases: `UNKNOWN_SCENARIO`. */
  readonly code: string;
  /** What to do now; one or more full sentences. */
  readonly advice: string;

  constructor(kind: ErrorKind, code: string, message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FiredrillError";
    this.kind = kind;
    this.code = code;
    this.advice = advice;
  }
}
