import type { DelayDistribution } from "../../../domain/results/document.ts";
import type { AmocStudy } from "../../../domain/results/amoc.ts";
import type { Repeat, RepeatedDetector } from "../../../domain/results/repeat.ts";
import type { Sweep } from "../../../domain/results/sweep.ts";
import type { VerdictError } from "../../../domain/verdict.ts";
import { cellsOf } from "../../../domain/results/sweep.ts";
import type { DrawnRepeat } from "../../../report/html/study.ts";
import { alertAt, drillWith, statisticsOf } from "../../score/study/drills.ts";

const statistics = statisticsOf([drillWith([alertAt(102)]), drillWith([], { seed: 2 })]);

function crashSaying(message: string): VerdictError {
  return { code: "DETECTOR_CRASHED", message };
}

/** Results of studies in which every text that anybody can choose is this one. */
export function hostileRepeat(name: string): DrawnRepeat {
  const judged = (limit: number): RepeatedDetector => ({
    statistics: {
      ...statistics,
      gate: { ...statistics.gate, detector: name, options: { [name]: name, limit } },
      kinds: statistics.kinds.map((kind) => ({ ...kind, kind: name })),
      error: crashSaying(name),
      crashed: 1,
    },
    passed: false,
    floors: new Map([[name, { delay: 1.5, error: 0, arl0: 1000 }]]),
  });
  const repeat: Repeat = {
    scenario: name,
    clock: "virtual",
    firstSeed: 1,
    drills: 2,
    onset: { kind: "fixed", index: 100 },
    demand: { kind: "every-drill" },
    passed: false,
    detectors: [judged(1), judged(2)],
    alongside: [],
    failed: 1,
    failures: [{ seed: 2, settings: [name], command: `run '${name}'`, savedTo: name }],
    invalid: 1,
    command: `run '${name}'`,
  };
  const delays: readonly DelayDistribution[] = [0, 1].map((detector) => ({
    detector,
    kind: name,
    delays: [[3, 1]],
    missed: 1,
    inconclusive: 0,
  }));
  return { repeat, delays, picture: name };
}

export function hostileSweep(names: readonly string[]): Sweep {
  const axes = names.slice(0, 1).map((target) => ({ target, values: ["1", "2"] }));
  return {
    scenario: names.join(" "),
    axes,
    seeds: 2,
    gates: names.map((name) => ({ ...statistics.gate, detector: name, options: { [name]: name } })),
    cells: cellsOf(axes).map((cell) => ({
      ...cell,
      detectors: names.map((name) => ({
        drills: 2,
        crashed: 1,
        error: crashSaying(name),
        falseAlarms: 1,
        healthyObservations: 100,
        kinds: [
          { kind: name, inTime: { successes: 1, trials: 2, atLeast: 0.1 }, p50: 3, mean: 4, horizon: 9 },
        ],
        worst: { seed: 1, settings: [name] },
      })),
    })),
    command: `sweep '${names.join(" ")}'`,
    commandFor: ({ settings }) => `run ${settings.join(" ")}`,
  };
}

export function hostileAmoc(names: readonly string[]): AmocStudy {
  return {
    scenario: names.join(" "),
    firstSeed: 1,
    drills: 2,
    curves: names.map((name) => ({
      detector: name,
      kind: name,
      points: [0, 2].map((missed) => ({
        spec: `${name}:${name}=${missed}`,
        falseAlarmsPerThousand: missed,
        delay: 3,
        missed,
        incidents: 2,
      })),
    })),
    crashed: names.map((name) => ({
      detector: name,
      crashed: 1,
      drills: 2,
      error: crashSaying(name),
    })),
    command: `amoc '${names.join(" ")}'`,
  };
}
