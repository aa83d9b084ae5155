import { readFileSync } from "node:fs";
import { lowestThresholdMs } from "../../domain/detector-options.ts";
import { timeBoundMs } from "../../domain/gate.ts";
import { orderStatistic, upperMiddle } from "../../domain/numbers/quantile.ts";
import type { Truth } from "../../domain/truth.ts";
import type { Lag, VerdictError } from "../../domain/verdict.ts";
import type { RequestTiming } from "../../mock-client/source.ts";
import type { Exactness } from "../source.ts";
import type { DetectorGate } from "./gates.ts";

/** Measures how late the drill itself runs. */
interface LagMeter {
  /** Adds a request that has ended. @param truth - of its row, if the client writes the log */
  readonly add: (timing: RequestTiming, truth: Truth | undefined) => void;
  /** Adds a sample of how long a runnable thread waited for a processor. */
  readonly addRunQueue: (waitedMs: number) => void;
  readonly finish: (gates: readonly DetectorGate[]) => LagFigures;
}

/** The lag of a drill, and the limits above which its result is in doubt. */
export interface LagFigures {
  readonly lag: Lag;
  /** The longest that one answer took beyond its planned wait. */
  readonly worstMs: number;
  /** The longest that the watched process had no core in one interval, though it was ready to run. */
  readonly starvedMs?: number;
  /** Lowest threshold of a detector in the drill. Absent if no threshold is a time. */
  readonly thresholdMs?: number;
}

/** For wall clocks. All figures are in the drill's time. Only faults that slow answers down set a limit. */
export function lagMeter(exactness: Exactness): LagMeter {
  const timer: number[] = [];
  const send: number[] = [];
  const wire: number[] = [];
  const runQueue: number[] = [];
  let [worstMs, worstStarvedMs] = [0, 0];
  const affected: number[] = [];
  const normal: number[] = [];
  return {
    add: ({ sendLateMs, starvedMs = 0, answer }, truth) => {
      send.push(sendLateMs);
      worstStarvedMs = Math.max(worstStarvedMs, starvedMs);
      if (answer === undefined || truth === undefined) return;
      const { tookMs, wait } = answer;
      if (wait !== undefined) {
        timer.push(wait.lateMs);
        wire.push(tookMs - wait.waitedMs);
        worstMs = Math.max(worstMs, tookMs - wait.waitedMs + wait.lateMs);
      }
      if (truth.incident === undefined) normal.push(tookMs);
      else if (exactness.kind === "rows" && exactness.isSlowness(truth.mode)) affected.push(tookMs);
    },
    addRunQueue: (waitedMs) => void runQueue.push(waitedMs),
    finish: (gates) => {
      const thresholdMs = lowestThreshold(gates);
      const slowMs = affected.length === 0 ? thresholdMs : median(affected) - median(normal);
      const excessMs = finestTimeMs(exactness, gates) ?? slowMs;
      const limit = excessMs === undefined ? {} : { limitMs: excessMs / 4 };
      return {
        lag: { ...p99sOf({ timer, send, wire, runQueue }), ...limit },
        worstMs,
        starvedMs: worstStarvedMs,
        ...(thresholdMs === undefined ? {} : { thresholdMs }),
      };
    },
  };
}

/**
 * The shortest time that a drill tests.
 * @returns undefined if rows are durations, which themselves show how exact the timing must be
 */
function finestTimeMs(exactness: Exactness, gates: readonly DetectorGate[]): number | undefined {
  switch (exactness.kind) {
    case "rows":
      return undefined;
    case "deadlines":
      return Math.min(
        exactness.periodMs,
        ...gates.flatMap(({ gate }) => gate.lines.flatMap(({ within }) => timeBoundMs(within) ?? [])),
      );
  }
}

function p99sOf(
  late: Readonly<Record<"timer" | "send" | "wire" | "runQueue", readonly number[]>>,
): Omit<Lag, "limitMs"> {
  return {
    timerP99Ms: percentile99(late.timer),
    sendP99Ms: percentile99(late.send),
    wireP99Ms: percentile99(late.wire),
    runQueueP99Ms: percentile99(late.runQueue),
  };
}

/**
 * Why a drill cannot be trusted: when lag blurs the fault itself, and, in a failed drill, also when lag alone could have
 * crossed the detector's lowest threshold, or when the watched process was kept from its work. A detector is never blamed
 * for the machine.
 */
export function invalidity(figures: LagFigures, passed: boolean): VerdictError | undefined {
  const { starvedMs = 0 } = figures;
  const { limitMs = Infinity } = figures.lag;
  const doubt = passed ? noDoubt : doubtOf(figures);
  const allowedMs = Math.min(limitMs, doubt.p99Ms);
  if (worstP99Ms(figures.lag) > allowedMs) return tooBusy(figures.lag, allowedMs);
  if (!passed && starvedMs > limitMs) return starved(starvedMs, limitMs);
  return figures.worstMs > doubt.worstMs ? oneTooLate(figures.worstMs, doubt.worstMs) : undefined;
}

/** Above these limits a failure may come from the machine and not from the detector. */
interface Doubt {
  readonly p99Ms: number;
  readonly worstMs: number;
}

const noDoubt: Doubt = { p99Ms: Infinity, worstMs: Infinity };

/** A 99th percentile misses a single late answer, which is enough to trigger a distance-based detector. */
function doubtOf({ thresholdMs = Infinity }: LagFigures): Doubt {
  return { p99Ms: thresholdMs / 4, worstMs: thresholdMs / 2 };
}

function worstP99Ms({ timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms }: Lag): number {
  return Math.max(timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms);
}

function tooBusy({ timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms }: Lag, allowedMs: number): VerdictError {
  const figures = [
    `waits ended up to ${timerP99Ms.toFixed(1)} ms late`,
    `requests left ${sendP99Ms.toFixed(1)} ms late`,
    `answers were on the way for ${wireP99Ms.toFixed(1)} ms`,
    `threads waited ${runQueueP99Ms.toFixed(1)} ms for a processor`,
  ];
  return untrusted(`${figures.join(", ")} (99th percentiles, in the drill's time)`, allowedMs);
}

function oneTooLate(worstMs: number, allowedMs: number): VerdictError {
  return untrusted(`one answer was ${worstMs.toFixed(1)} ms late (in the drill's time)`, allowedMs);
}

function starved(starvedMs: number, allowedMs: number): VerdictError {
  const figures = `the watched process waited ${starvedMs.toFixed(1)} ms for a processor in one interval`;
  return untrusted(figures, allowedMs);
}

function untrusted(figures: string, allowedMs: number): VerdictError {
  return {
    code: "MACHINE_TOO_BUSY",
    message:
      `This machine was too busy to time the drill: ${figures}; the limit is ${allowedMs.toFixed(1)} ms. ` +
      "The drill says nothing about the detector. " +
      "Run it on a quieter machine, on --clock virtual, or with a smaller scale.",
  };
}

function lowestThreshold(gates: readonly DetectorGate[]): number | undefined {
  const thresholds = gates.flatMap(
    ({ definition, gate }) => lowestThresholdMs(definition.options, gate.options) ?? [],
  );
  return thresholds.length === 0 ? undefined : Math.min(...thresholds);
}

function percentile99(values: readonly number[]): number {
  return (
    orderStatistic(
      values.toSorted((a, b) => a - b),
      0.99,
    ) ?? 0
  );
}

function median(values: readonly number[]): number {
  return upperMiddle(values.toSorted((a, b) => a - b)) ?? 0;
}

/** Measures how long this process waits for a processor when it can run. */
interface RunQueueProbe {
  /** Mean wait per turn since the last call, in wall milliseconds. `undefined` without a turn, and on other systems than Linux. */
  meanWaitMs(): number | undefined;
}

interface RunQueue {
  readonly waitedNs: number;
  readonly turns: number;
}

/** Reads Linux's per-process scheduler statistics: time on a processor, time waiting for one, turns. */
export function runQueueProbe(): RunQueueProbe {
  let before = readRunQueue();
  return {
    meanWaitMs: () => {
      const now = readRunQueue();
      if (now === undefined || before === undefined || now.turns === before.turns) return undefined;
      const meanNs = (now.waitedNs - before.waitedNs) / (now.turns - before.turns);
      before = now;
      return meanNs / 1e6;
    },
  };
}

function readRunQueue(): RunQueue | undefined {
  try {
    const [, waitedNs = Number.NaN, turns = Number.NaN] = readFileSync("/proc/self/schedstat", "utf8")
      .split(" ")
      .map(Number);
    return Number.isNaN(turns) ? undefined : { waitedNs, turns };
  } catch {
    return undefined;
  }
}
