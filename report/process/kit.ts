import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { ProcessPicture } from "../../domain/process/picture.ts";
import { cpuPoint } from "../../domain/process/picture.ts";
import { seriesLiveLine, seriesTimeline } from "../phases/timeline.ts";
import type { ReportKit } from "../source.ts";
import { elapsedText } from "../text/sentences.ts";

export const processReport: ReportKit<ProcessObservation, ProcessPicture> = {
  timeline: ({ cpu, memory }, frame) => {
    const startMs = startOf(cpu);
    const [, curve = ""] = seriesTimeline(
      { label: "memory", title: "Memory", valueText: megabytes, series: memory, startMs },
      frame,
    );
    const [legend = "", ...rows] = seriesTimeline(
      { label: "cpu", title: "Processor time of one core", valueText: percent, series: cpu, startMs },
      frame,
    );
    return [legend, curve, ...rows];
  },
  isEmpty: ({ cpu }) => cpu.length === 0,
  whenText: ({ cpu }, atMs) => elapsedText(atMs - startOf(cpu)),
  liveLine: () => seriesLiveLine(cpuPoint),
};

/** The instant of the first sample. */
function startOf([first]: ProcessPicture["cpu"]): number {
  return first?.atMs ?? 0;
}

function percent(value: number): string {
  return `${Math.round(value * 10) / 10} %`;
}

function megabytes(value: number): string {
  return `${Math.round(value / 1e5) / 10} MB`;
}
