/**
 * What is done to a request. Waits are milliseconds, 0 or more. Everything drawn is drawn anew for each request. All but
 * `silence` and `clock-step` are the server's doing.
 */
export type Mode =
  /** Answers after a constant wait: a healthy service. */
  | { readonly kind: "normal"; readonly delayMs: number }
  /** Answers after a wait drawn anew for each request, evenly between the two: a healthy service with a spread. */
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  /** Answers after a constant wait, from one request to the next: a service under attack. */
  | { readonly kind: "attack"; readonly delayMs: number }
  /** Answers `stepMs` later than the request before it: a service that slows down. */
  | { readonly kind: "load"; readonly stepMs: number }
  /** Answers after a wait with this mean and this standard deviation: the same mean, another spread. */
  | { readonly kind: "jitter"; readonly meanMs: number; readonly sdMs: number }
  /** Answers after `medianMs * exp(sigma * normal)`: a heavy tail. */
  | { readonly kind: "lognormal"; readonly medianMs: number; readonly sigma: number }
  /** The same, with a median that is `percent` higher for each request than for the one before, from `medianMs` on. */
  | { readonly kind: "ramp"; readonly medianMs: number; readonly sigma: number; readonly percent: number }
  /** Answers after a wait of which half are below `p50Ms`, nine in ten below `p90Ms`, 99 in 100 below `p99Ms`. */
  | { readonly kind: "percentiles"; readonly p50Ms: number; readonly p90Ms: number; readonly p99Ms: number }
  /** Answers after `slowDelayMs` for `slowForMs`, then after `delayMs` for `fastForMs`, and so on, by the clock. */
  | {
      readonly kind: "flap";
      readonly slowDelayMs: number;
      readonly slowForMs: number;
      readonly delayMs: number;
      readonly fastForMs: number;
    }
  /** Works on `capacity` requests at once, `serviceMs` each; the rest queue: slow only above a rate of requests. */
  | { readonly kind: "brownout"; readonly serviceMs: number; readonly capacity: number }
  /** Answers with this status. */
  | { readonly kind: "errors"; readonly status: number; readonly delayMs: number }
  /** Takes the request and never answers. */
  | { readonly kind: "hang" }
  /** Cuts the connection instead of answering. */
  | { readonly kind: "blackhole"; readonly delayMs: number }
  /** Answers after `delayMs` with the first of `chunks` pieces of a body; the others follow every `everyMs`. */
  | { readonly kind: "dribble"; readonly delayMs: number; readonly chunks: number; readonly everyMs: number }
  /** Promises a body of `promisedBytes`, sends `sentBytes` of it and cuts the connection. */
  | {
      readonly kind: "truncate";
      readonly delayMs: number;
      readonly promisedBytes: number;
      readonly sentBytes: number;
    }
  /** The first request takes the server down: connections are refused for `downMs`, then answers come after `delayMs`. */
  | { readonly kind: "restart"; readonly downMs: number; readonly delayMs: number }
  /** The client stops: its phase has a length in time and no requests. */
  | { readonly kind: "silence" }
  /** Answers after `delayMs`, and the client's log is written by a clock that is wrong by `stepMs`, which may be negative. */
  | { readonly kind: "clock-step"; readonly stepMs: number; readonly delayMs: number }
  /** Does to a request what the scenario's recording tells of the request with this index: wait, status, failure. */
  | { readonly kind: "recorded" };

export type ModeKind = Mode["kind"];

export type ModeOf<K extends ModeKind> = Extract<Mode, { readonly kind: K }>;

/** What is to be done to one request. */
export type Treatment =
  | { readonly kind: "answer"; readonly waitMs: number; readonly status: number }
  | { readonly kind: "never" }
  /** The connection is destroyed after the wait. */
  | { readonly kind: "cut"; readonly waitMs: number }
  /** The head and the first chunk after the wait, the other chunks every `everyMs`. */
  | {
      readonly kind: "dribble";
      readonly waitMs: number;
      readonly chunks: number;
      readonly everyMs: number;
    }
  /** The head and a part of the body after the wait; then the connection is destroyed. */
  | {
      readonly kind: "truncate";
      readonly waitMs: number;
      readonly promisedBytes: number;
      readonly sentBytes: number;
    }
  /** The connection is destroyed, and new ones are refused for `downMs`; what is in flight is answered. */
  | { readonly kind: "down"; readonly downMs: number };

/** What the server remembers from one request to the next. */
export interface ModeState {
  /** The wait of the last answer before, whatever its mode; 0 for the first. */
  readonly waitMs: number;
  /** Brownout: when the last requests, as many as it has places, are or were done; ascending. */
  readonly busyUntilMs?: readonly number[] | undefined;
  /** Flap: when its first request came. */
  readonly flappingSinceMs?: number | undefined;
  /** Ramp: how many times its `medianMs` the last median was; forgotten once a request meets another mode. */
  readonly rampFactor?: number | undefined;
  /** Restart: when the server is up again; forgotten once a request meets another mode. */
  readonly downUntilMs?: number | undefined;
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

/**
 * How long one request takes at the server on average, in milliseconds, when nothing else is there.
 * @param before - the wait of the request before, 0 for the first
 * @param timeoutMs - when its client gives it up
 */
export function meanWaitMs(mode: Mode, beforeMs: number, timeoutMs: number): number {
  switch (mode.kind) {
    case "normal":
    case "attack":
    case "errors":
    case "blackhole":
    case "truncate":
    case "clock-step":
      return mode.delayMs;
    case "restart":
    case "silence":
    case "recorded":
      return 0;
    case "uniform":
      return (mode.minMs + mode.maxMs) / 2;
    case "load":
      return beforeMs + mode.stepMs;
    case "jitter":
      return mode.meanMs;
    case "lognormal":
    case "ramp":
      return mode.medianMs * Math.exp((mode.sigma * mode.sigma) / 2);
    case "percentiles":
      return mode.p50Ms;
    case "flap":
      return (
        (mode.slowDelayMs * mode.slowForMs + mode.delayMs * mode.fastForMs) /
        (mode.slowForMs + mode.fastForMs)
      );
    case "brownout":
      return mode.serviceMs;
    case "hang":
      return timeoutMs;
    case "dribble":
      return mode.delayMs + (mode.chunks - 1) * mode.everyMs;
  }
}
