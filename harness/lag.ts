import { lowestThresholdMs } from "../domain/detector-options.ts";
import { elapsedMs } from "../domain/observation.ts";
import type { Lag, VerdictError } from "../domain/verdict.ts";
import type { PlayedRow } from "../mock-client/play.ts";
import type { DetectorGate } from "./gates.ts";

/** Measures how late the drill itself is. */
export interface LagMeter {
  add(played: PlayedRow): void;
  /** One figure of how long a thread that could run waited for a processor. */
  addRunQueue(waitedMs: number): void;
  finish(gates: readonly DetectorGate[]): LagFigures;
}

/** The lag of a drill, and how much of it would blur what the drill tests. */
export interface LagFigures {
  readonly lag: Lag;
  /** Above this a failure may be the machine's and not the detector's. */
  readonly doubtMs?: number;
}

/** For clocks on which time can be late. All figures are in the drill's time. */
export function lagMeter(): LagMeter {
  const timer: number[] = [];
  const send: number[] = [];
  const wire: number[] = [];
  const runQueue: number[] = [];
  const affected: number[] = [];
  const normal: number[] = [];
  return {
    add: ({ row, sendLateMs, wait }) => {
      const tookMs = elapsedMs(row.observation);
      send.push(sendLateMs);
      if (wait !== undefined) {
        timer.push(wait.lateMs);
        wire.push(tookMs - wait.waitedMs);
      }
      (row.truth.incident === undefined ? normal : affected).push(tookMs);
    },
    addRunQueue: (waitedMs) => {
      runQueue.push(waitedMs);
    },
    finish: (gates) => {
      const thresholdMs = lowestThreshold(gates);
      const excessMs = affected.length === 0 ? thresholdMs : median(affected) - median(normal);
      const lag = {
        timerP99Ms: percentile99(timer),
        sendP99Ms: percentile99(send),
        wireP99Ms: percentile99(wire),
        runQueueP99Ms: percentile99(runQueue),
      };
      return {
        lag: excessMs === undefined ? lag : { ...lag, limitMs: excessMs / 4 },
        ...(thresholdMs === undefined ? {} : { doubtMs: thresholdMs / 4 }),
      };
    },
  };
}

/**
 * Why a drill cannot be trusted: always when lag blurs the fault itself, and, when it failed, also when lag alone could
 * have crossed the detector's lowest threshold. A detector is never blamed for the machine.
 */
export function invalidity({ lag, doubtMs }: LagFigures, passed: boolean): VerdictError | undefined {
  const { timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms, limitMs = Infinity } = lag;
  const worstMs = Math.max(timerP99Ms, sendP99Ms, wireP99Ms, runQueueP99Ms);
  const allowedMs = passed ? limitMs : Math.min(limitMs, doubtMs ?? Infinity);
  if (worstMs <= allowedMs) return undefined;
  const figures = [
    `waits ended up to ${timerP99Ms.toFixed(1)} ms late`,
    `requests left ${sendP99Ms.toFixed(1)} ms late`,
    `answers were on the way for ${wireP99Ms.toFixed(1)} ms`,
    `threads waited ${runQueueP99Ms.toFixed(1)} ms for a processor`,
  ];
  return {
    code: "MACHINE_TOO_BUSY",
    message:
      `This machine was too busy to time the drill: ${figures.join(", ")} (99th percentiles, in the drill's time), ` +
      `and no more than ${allowedMs.toFixed(1)} ms would do. Nothing is said about the detector. ` +
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
  return values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? 0;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >>> 1] ?? 0;
}
