import type { ProcessObservation } from "../../../domain/process/observation.ts";
import { epochMs } from "../../../domain/time/clock.ts";

/** Samples of one process, five minutes apart, with these processor times in percent. */
export function cpuRows(values: readonly number[]): readonly ProcessObservation[] {
  return values.map((cpuPercent, index) => ({
    kind: "process",
    index,
    atMs: epochMs + index * 300_000,
    process: "web",
    pid: 1,
    event: { kind: "sample", cpuPercent },
  }));
}
