import type { Observation, Picture, Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import type { Clock, ClockKind } from "../../domain/time/clock.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import { isOwnFormat } from "../../log/formats/format.ts";
import type { RequestTiming } from "../../mock-client/source.ts";
import type { AnswerKey } from "../../score/judge/answer-key.ts";
import { answerKeyCollector } from "../../score/judge/answer-key.ts";
import { scoreKit } from "../../score/sources.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { factorOf } from "../clock/clock.ts";
import { harnessKit } from "../sources.ts";
import type { DetectorGate } from "./gates.ts";
import type { RowStations } from "./hops.ts";
import type { LagFigures } from "./lag.ts";
import { lagMeter, runQueueProbe } from "./lag.ts";

/** What the harness records during a drill: the truth, a picture of the log, and when each row passed each station. */
export interface DrillRecord {
  /** The index of the n-th row of the observed log. The original's format leaves some rows out. */
  readonly indexOfLogged: (loggedIndex: number) => number;
  /** Records a row that has reached the file, a request that has ended, or both. */
  readonly add: (played: RecordedPlay) => void;
  /** Records that the row has been read back from the file. */
  readonly read: (observationIndex: number) => void;
  readonly key: () => AnswerKey;
  readonly picture: () => Picture;
  /** `undefined` on the virtual clock, which is never late. */
  readonly lag: (gates: readonly DetectorGate[]) => LagFigures | undefined;
  /** `undefined` on the virtual clock, which is never late. */
  readonly stations: (observationIndex: number) => RowStations | undefined;
}

interface RecordedPlay {
  readonly row?: Labelled;
  /** How exactly the request was timed. */
  readonly timing?: RequestTiming;
}

interface RecordSettings {
  readonly scenario: Scenario;
  readonly kind: ClockKind;
  readonly clock: Clock;
  readonly logFormat: LogFormat;
}

const probeEveryMs = 100;

export function drillRecord({ scenario, kind, clock, logFormat }: RecordSettings): DrillRecord {
  const key = answerKeyCollector();
  const picture = scoreKit(scenario.source).pictureCollector();
  const logged = loggedFiles(logFormat);
  const wall = kind.kind === "virtual" ? undefined : wallRecord(scenario, kind, clock);
  return {
    indexOfLogged: logged.indexOf,
    add: ({ row, timing }) => {
      if (row !== undefined) {
        const { observation } = row;
        logged.add(observation);
        key.add(row);
        picture.add(observation);
        wall?.written(observation);
      }
      if (timing !== undefined) wall?.timed(timing, row?.truth);
    },
    read: (index) => wall?.read(index),
    key: key.finish,
    picture: picture.finish,
    lag: (gates) => wall?.lag(gates),
    stations: (index) => wall?.stations(index),
  };
}

/** Maps positions in the observed log to row indexes. */
function loggedFiles(logFormat: LogFormat): {
  readonly add: (observation: Observation) => void;
  readonly indexOf: (loggedIndex: number) => number;
} {
  if (isOwnFormat(logFormat)) return { add: () => undefined, indexOf: (loggedIndex) => loggedIndex };
  const logged: number[] = [];
  return {
    add: (observation) => {
      if (domainKit(observation.kind).isInOriginal(observation)) logged.push(observation.index);
    },
    indexOf: (loggedIndex) => logged[loggedIndex] ?? loggedIndex,
  };
}

interface Stations {
  readonly finishedMs: number;
  readonly writtenMs: number;
  readMs: number;
}

/** Records on wall clocks when each row passed each station, and how late the drill was. */
interface WallRecord {
  readonly written: (observation: Observation) => void;
  readonly timed: (timing: RequestTiming, truth: Truth | undefined) => void;
  readonly read: (observationIndex: number) => void;
  readonly lag: (gates: readonly DetectorGate[]) => LagFigures;
  readonly stations: (observationIndex: number) => Stations | undefined;
}

function wallRecord(scenario: Scenario, kind: WallClockKind, clock: Clock): WallRecord {
  const meter = lagMeter(harnessKit(scenario.source).play.exactness(scenario));
  const runQueueWaitMs = runQueueSampler(kind, clock);
  const stations: Stations[] = [];
  return {
    written: ({ index, atMs }) => {
      const nowMs = clock.nowMs();
      stations[index] = { finishedMs: atMs, writtenMs: nowMs, readMs: nowMs };
      const waitedMs = runQueueWaitMs();
      if (waitedMs !== undefined) meter.addRunQueue(waitedMs);
    },
    timed: meter.add,
    read: (index) => {
      const row = stations[index];
      if (row !== undefined) row.readMs = clock.nowMs();
    },
    lag: meter.finish,
    stations: (index) => stations[index],
  };
}

/** At most one figure every `probeEveryMs` of wall time, in the drill's time. */
function runQueueSampler(kind: WallClockKind, clock: Clock): () => number | undefined {
  const factor = factorOf(kind);
  const probe = runQueueProbe();
  let nextMs = clock.nowMs();
  return () => {
    if (clock.nowMs() < nextMs) return undefined;
    nextMs = clock.nowMs() + probeEveryMs * factor;
    const waitedMs = probe.meanWaitMs();
    return waitedMs === undefined ? undefined : waitedMs * factor;
  };
}
