/**
 * `usage`: invalid input (exit 2). `drill`: the drill failed or is not valid (exit 3). `interrupt`: Ctrl-C (exit
 * 130).
 */
export type ErrorKind = "usage" | "drill" | "interrupt";

/**
 * An error for the person at the terminal: what happened, with the offending value, then what to do. Every `code` has
 * a section in docs/errors.md.
 */
export class FiredrillError extends Error {
  readonly kind: ErrorKind;
  /** Upper-case words, stable between releases: `UNKNOWN_SCENARIO`. */
  readonly code: string;
  /** What to do next, in full sentences. */
  readonly advice: string;

  constructor(kind: ErrorKind, code: string, message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "FiredrillError";
    this.kind = kind;
    this.code = code;
    this.advice = advice;
  }
}

/** The message of any thrown value. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
