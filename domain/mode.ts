/** What the server is told to do to a request. Waits are milliseconds, 0 or more. */
export type Mode =
  /** Answers after a constant wait: a healthy service. */
  | { readonly kind: "normal"; readonly delayMs: number }
  /** Answers after a wait drawn anew for each request, evenly between the two: a healthy service with a spread. */
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  /** Answers after a constant wait, from one request to the next: a service under attack. */
  | { readonly kind: "attack"; readonly delayMs: number }
  /** Answers `stepMs` later than the request before it: a service that slows down. */
  | { readonly kind: "load"; readonly stepMs: number };

export type ModeKind = Mode["kind"];

/** What is to be done to one request. */
export type Treatment = { readonly kind: "answer"; readonly waitMs: number };

/** What the server remembers from one request to the next. */
export interface ModeState {
  /** The wait of the request before, whatever its mode; 0 for the first. */
  readonly waitMs: number;
}

export const freshModeState: ModeState = { waitMs: 0 };

/** The modes of the original, by name. */
export const originalModes = {
  normal: { kind: "normal", delayMs: 10 },
  attack: { kind: "attack", delayMs: 500 },
  load: { kind: "load", stepMs: 10 },
} as const satisfies Readonly<Record<string, Mode>>;

/** Modes by name. The mode called `normal` is health; every other one is an incident unless its phase says otherwise. */
export type Modes = Readonly<Record<string, Mode>>;
