import type { TracePoint } from "../../domain/results/trace.ts";
import type { Observation, Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import type { Clock, ClockKind } from "../../domain/time/clock.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import type { PlayedRow } from "../../mock-client/response/play.ts";
import type { AnswerKey } from "../../score/judge/answer-key.ts";
import { answerKey } from "../../score/judge/answer-key.ts";
import { isDrawnByRow, tracePoint } from "../../score/trace.ts";
import { modesOf } from "../world/world.ts";
import { finestTimeMs } from "./finest-time.ts";
import type { DetectorGate } from "./gates.ts";
import type { RowStations } from "./hops.ts";
import type { LagFigures } from "./lag.ts";
import { lagMeter, runQueueProbe } from "./lag.ts";

/** What the harness remembers of a drill while it runs: the truth, the shape of the log, and when each row was where. */
export interface DrillRecord {
  /** The index of the n-th row of the observed log, which leaves some out in the original's format. */
  readonly indexOfLogged: (loggedIndex: number) => number;
  readonly add: (row: Labelled) => void;
  /** How exactly a request that has brought a row was timed. */
  readonly timed: (played: PlayedRow) => void;
  /** The same of one whose row the server wrote. */
  readonly sentLate: (lateMs: number) => void;
  /** The row has reached the file. */
  readonly written: (observation: Observation) => void;
  /** The row has been read back by whoever follows the file. */
  readonly read: (observationIndex: number) => void;
  readonly key: () => AnswerKey;
  readonly series: readonly TracePoint[];
  /** Absent where time cannot be late. */
  readonly lag: (gates: readonly DetectorGate[]) => LagFigures | undefined;
  /** Absent where time cannot be late. */
  readonly stations: (observationIndex: number) => RowStations | undefined;
}

interface Stations {
  finishedMs: number;
  writtenMs: number;
  readMs: number;
}

const probeEveryMs = 100;

export function drillRecord(
  kind: ClockKind,
  clock: Clock,
  logFormat: LogFormat,
  scenario: Scenario,
): DrillRecord {
  const key = answerKey();
  const series: TracePoint[] = [];
  const stations = stationBook(clock);
  const logged: number[] = [];
  const timing =
    kind.kind === "virtual"
      ? undefined
      : { meter: lagMeter(modesOf(scenario)), look: runQueueLook(kind, clock) };
  return {
    indexOfLogged: (loggedIndex) =>
      logFormat === "original" ? (logged[loggedIndex] ?? loggedIndex) : loggedIndex,
    add: (row) => {
      const { observation } = row;
      if (domainKit(observation.kind).isInOriginal(observation)) logged.push(observation.index);
      key.add(row);
      if (isDrawnByRow(observation)) series.push(tracePoint(observation));
      const waitedMs = timing?.look();
      if (waitedMs !== undefined) timing?.meter.addRunQueue(waitedMs);
    },
    timed: (played) => timing?.meter.add(played),
    sentLate: (lateMs) => timing?.meter.addSend(lateMs),
    written: (observation) => {
      if (timing !== undefined) stations.written(observation);
    },
    read: stations.read,
    key: key.finish,
    series,
    lag: (gates) => timing?.meter.finish(gates, finestTimeMs(scenario, gates)),
    stations: stations.of,
  };
}

/** When each row was where. */
function stationBook(clock: Clock): {
  readonly written: (observation: Observation) => void;
  readonly read: (observationIndex: number) => void;
  readonly of: (observationIndex: number) => Stations | undefined;
} {
  const stations: Stations[] = [];
  return {
    written: ({ index, atMs }) => {
      const nowMs = clock.nowMs();
      stations[index] = { finishedMs: atMs, writtenMs: nowMs, readMs: nowMs };
    },
    read: (index) => {
      const row = stations[index];
      if (row !== undefined) row.readMs = clock.nowMs();
    },
    of: (index) => stations[index],
  };
}

/** At most one figure every `probeEveryMs` of wall time, in the drill's time. */
function runQueueLook(
  kind: Exclude<ClockKind, { readonly kind: "virtual" }>,
  clock: Clock,
): () => number | undefined {
  const factor = kind.kind === "real" ? 1 : kind.factor;
  const probe = runQueueProbe();
  let nextMs = clock.nowMs();
  return () => {
    if (clock.nowMs() < nextMs) return undefined;
    nextMs = clock.nowMs() + probeEveryMs * factor;
    const waitedMs = probe.lookMs();
    return waitedMs === undefined ? undefined : waitedMs * factor;
  };
}
