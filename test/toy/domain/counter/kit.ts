import { firstInstantMs } from "../scenario.ts";
import type { ScenarioBase } from "../scenario.ts";
import type { DomainKit } from "../source.ts";
import type { SeriesPoint } from "../results/picture.ts";
import { roundToMicros } from "../time/clock.ts";

/** The increment of a counter at one request. */
export type CounterMode =
  | { readonly kind: "normal"; readonly adds: number }
  /** It counts events that never happened. */
  | { readonly kind: "jump"; readonly adds: number };

export const counterModes: Readonly<Record<CounterMode["kind"], CounterMode>> = {
  normal: { kind: "normal", adds: 1 },
  jump: { kind: "jump", adds: 50 },
};

/** One reading of a counter. */
export interface CounterObservation {
  readonly kind: "counter";
  readonly index: number;
  readonly atMs: number;
  /** Since the previous reading. */
  readonly added: number;
}

export interface CounterScenario extends ScenarioBase {
  readonly source: "counter";
  /** The number of readings, one per second. */
  readonly readings: number;
  /** The first reading with a jump, which lasts until the end. Default: never. */
  readonly jumpsFrom?: number;
}

export interface CounterPicture {
  readonly source: "counter";
  readonly series: readonly SeriesPoint[];
}

/** One reading before it is taken. */
export interface PlannedReading {
  readonly index: number;
  readonly offsetMs: number;
  readonly mode: CounterMode["kind"];
  readonly incident?: string;
}

export function* planReadings({
  readings,
  jumpsFrom = Infinity,
}: CounterScenario): Generator<PlannedReading, void> {
  for (let index = 0; index < readings; index += 1) {
    const label =
      index < jumpsFrom ? ({ mode: "normal" } as const) : ({ mode: "jump", incident: "jump-1" } as const);
    yield { index, offsetMs: 1000 * index, ...label };
  }
}

export const counterKit: DomainKit<CounterObservation, CounterScenario> = {
  nouns: {
    row: { one: "reading", many: "readings" },
    incident: { one: "jump", many: "jumps" },
    log: "counters",
  },
  causedAtMs: ({ atMs }) => atMs,
  signals: {
    added: {
      kind: "continuous",
      unit: "",
      key: "counter",
      describe: "since the reading before",
      valueOf: ({ added }) => added,
    },
  },
  defaultSignal: "added",
  collectSubjects: () => ({ add: () => undefined, finish: () => [] }),
  shifted: (row, index, byMs) => ({ ...row, index, atMs: roundToMicros(row.atMs + byMs) }),
  isInOriginal: () => true,
  tickMs: 1000,
  length: { kind: "phases" },
  endOfScenarioMs: (scenario) => firstInstantMs(scenario) + 1000 * scenario.readings,
  endOfLogMs: (lastRowMs) => lastRowMs,
  pastOf: () => undefined,
  faultOf: () => undefined,
};
