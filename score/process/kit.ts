import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { ProcessPicture, TracedSample } from "../../domain/process/picture.ts";
import { cpuPoint, memoryPoint, valuePoint } from "../../domain/process/picture.ts";
import type { ProcessScenario } from "../../domain/process/scenario.ts";
import type { SeriesPoint } from "../../domain/results/picture.ts";
import type { ScoreKit } from "../source.ts";

export const processScore: ScoreKit<ProcessObservation, ProcessScenario, ProcessPicture> = {
  // A scenario has one process.
  subjects: [],
  pictureCollector: () => {
    const cpu: SeriesPoint[] = [];
    const memory: SeriesPoint[] = [];
    const value: SeriesPoint[] = [];
    const syscalls: TracedSample[] = [];
    return {
      add: (row) => {
        const point = valuePoint(row);
        if (point === undefined) {
          cpu.push(cpuPoint(row));
          memory.push(memoryPoint(row));
        } else {
          value.push(point);
        }
        const calls = row.event.kind === "sample" ? row.event.syscalls : undefined;
        if (calls !== undefined) syscalls.push({ index: row.index, calls });
      },
      finish: () => ({
        source: "process",
        cpu,
        memory,
        value,
        ...(syscalls.length === 0 ? {} : { syscalls }),
      }),
    };
  },
  floorOf: () => ({ kind: "none", reason: "samples of a process are not independent draws from one law" }),
};
