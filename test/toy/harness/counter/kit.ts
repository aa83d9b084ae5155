import type { CounterObservation, CounterScenario } from "../../domain/counter/kit.ts";
import { counterModes, planReadings } from "../../domain/counter/kit.ts";
import { firstInstantMs } from "../../domain/scenario.ts";
import type { HarnessKit, SimulatedRow } from "../source.ts";

export const counterHarness: HarnessKit<CounterObservation, CounterScenario> = {
  play: {
    writer: { kind: "client" },
    simulate,
    expectedRows: ({ readings }) => readings,
    wallClockStart: "now",
    addedMs: () => () => 0,
    exactness: () => ({ kind: "deadlines", periodMs: 1000 }),
    plannedErrors: () => [],
    defaultLogPath: "log/counter.csv",
    counts: () => {
      let readings = 0;
      return {
        add: () => {
          readings += 1;
        },
        finish: (target, logPath) => ({
          sentence: `${readings} readings of ${target}; the log is ${logPath}`,
        }),
      };
    },
    companions: { names: [], write: () => [] },
  },
  study: { faultDial: () => undefined, healthOf: () => undefined },
  explore: undefined,
  originals: [],
};

function* simulate(scenario: CounterScenario): Generator<SimulatedRow<CounterObservation>, void> {
  for (const { index, offsetMs, mode, incident } of planReadings(scenario)) {
    const atMs = firstInstantMs(scenario) + offsetMs;
    const observation = { kind: "counter", index, atMs, added: counterModes[mode].adds } as const;
    const truth = incident === undefined ? { mode } : { mode, incident };
    yield { row: { observation, truth }, writtenMs: atMs };
  }
}
