import { FiredrillError } from "../../domain/error.ts";
import type { AlarmClock, ClockKind } from "../../domain/time/clock.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { Machine } from "./alarm.ts";
import { timerEngine } from "./timer-queue.ts";
import { workerAlarm } from "./worker-alarm.ts";

/** A clock that follows wall time. Its first sleep starts a thread, so its creator must close it. */
export interface RunningClock extends AlarmClock {
  readonly kind: ClockKind;
  /** Ends the thread; sleepers are rejected. */
  close(): Promise<void>;
}

/**
 * Where a clock starts. Processes on one machine with the same origin agree on `nowMs`, because they share its
 * monotonic clock. Plain JSON.
 */
export interface ClockOrigin {
  /** Whole nanoseconds of `process.hrtime`. */
  readonly monotonicNs: string;
  /** `nowMs` at that moment. */
  readonly unixMs: number;
}

/** An origin at the current time. */
export function newClockOrigin(): ClockOrigin {
  return { monotonicNs: String(process.hrtime.bigint()), unixMs: wallNowMs() };
}

/** Wall time from the origin on. Later corrections of the machine's wall clock have no effect. */
export function realClock(origin: ClockOrigin): RunningClock {
  return machineClock({ kind: "real" }, 1, origin);
}

/**
 * Wall time, `factor` times faster from the origin on. All instants and the noise are in this fast time.
 * @param factor - above 0
 */
export function scaledClock(factor: number, origin: ClockOrigin): RunningClock {
  if (!(factor > 0)) throw new RangeError(`Invalid clock factor ${factor}: expected a number above 0.`);
  return machineClock({ kind: "scaled", factor }, factor, origin);
}

/** Unix milliseconds by the machine's wall clock, for file names. A drill takes its instants from its clock. */
export function wallNowMs(): number {
  return Date.now();
}

/** Monotonic milliseconds from an arbitrary start, equal in all processes and threads of the machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

const quarterHourMs = 900_000;
const knownOffset = { quarterHour: NaN, offsetMs: 0 };

/** How far local time is ahead of UTC, taken at the start of the instant's quarter hour. */
export function localOffsetMs(atMs: number): number {
  const quarterHour = Math.floor(atMs / quarterHourMs);
  if (quarterHour !== knownOffset.quarterHour) {
    knownOffset.quarterHour = quarterHour;
    knownOffset.offsetMs = new Date(quarterHour * quarterHourMs).getTimezoneOffset() * -60_000;
  }
  return knownOffset.offsetMs;
}

/**
 * Reads `virtual`, `real` or `scaled:N`.
 * @throws FiredrillError BAD_CLOCK for anything else. N must be above 0 and at most 1000
 */
export function clockKindOf(text: string): ClockKind {
  if (text === "virtual" || text === "real") return { kind: text };
  const factor = Number(/^scaled:(\d+(?:\.\d+)?(?:e-\d+)?)$/.exec(text)?.[1]);
  if (factor > 0 && factor <= 1000) return { kind: "scaled", factor };
  throw badClock(text);
}

/** The text that `clockKindOf` reads back as this kind. */
export function clockName(clock: ClockKind): string {
  switch (clock.kind) {
    case "virtual":
    case "real":
      return clock.kind;
    case "scaled":
      return `scaled:${clock.factor}`;
  }
}

function badClock(text: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_CLOCK",
    `Unknown clock "${text}".`,
    "Clocks: virtual (time jumps, the default), real (wall time), scaled:N (wall time N times faster, N above 0 and at most 1000).",
  );
}

const thisMachine: Machine = {
  monotonicMs,
  startTimeout(callback, ms) {
    const timeout = setTimeout(callback, ms);
    return () => clearTimeout(timeout);
  },
};

function machineClock(kind: ClockKind, factor: number, origin: ClockOrigin): RunningClock {
  const originNs = BigInt(origin.monotonicNs);

  function nowMs(): number {
    const elapsedMs = Number(process.hrtime.bigint() - originNs) / 1e6;
    return roundToMicros(origin.unixMs + elapsedMs * factor);
  }

  const engine = timerEngine(
    (atMs) => (atMs - nowMs()) / factor,
    (ring) => workerAlarm(thisMachine, ring),
  );
  return { kind, nowMs, ...engine, hold: () => () => undefined };
}

/** Clocks that follow wall time. */
export type WallClockKind = Exclude<ClockKind, { readonly kind: "virtual" }>;

/** Two processes given the same kind and origin agree on the time. */
export function wallClock(kind: WallClockKind, origin: ClockOrigin): RunningClock {
  switch (kind.kind) {
    case "real":
      return realClock(origin);
    case "scaled":
      return scaledClock(kind.factor, origin);
  }
}

/** How many times faster than wall time the clock runs. */
export function factorOf(kind: WallClockKind): number {
  switch (kind.kind) {
    case "real":
      return 1;
    case "scaled":
      return kind.factor;
  }
}

/** What stands behind a server: processes cannot run faster than the machine. */
export function machineOn({ kind }: WallClockKind, tracing?: "traced"): "real" | "traced" | "simulated" {
  switch (kind) {
    case "real":
      return tracing ?? "real";
    case "scaled":
      return "simulated";
  }
}
