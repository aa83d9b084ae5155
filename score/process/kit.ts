import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { ProcessPicture } from "../../domain/process/picture.ts";
import { cpuPoint, memoryPoint } from "../../domain/process/picture.ts";
import type { ProcessScenario } from "../../domain/process/scenario.ts";
import type { SeriesPoint } from "../../domain/results/picture.ts";
import type { ScoreKit } from "../source.ts";

export const processScore: ScoreKit<ProcessObservation, ProcessScenario, ProcessPicture> = {
  // A scenario has one process.
  subjects: [],
  pictureCollector: () => {
    const cpu: SeriesPoint[] = [];
    const memory: SeriesPoint[] = [];
    return {
      add: (row) => {
        cpu.push(cpuPoint(row));
        memory.push(memoryPoint(row));
      },
      finish: () => ({ source: "process", cpu, memory }),
    };
  },
  floorOf: () => ({ kind: "none", reason: "samples of a process are not independent draws from one law" }),
};
