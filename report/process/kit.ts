import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { ProcessPicture } from "../../domain/process/picture.ts";
import { cpuPoint, valuePoint } from "../../domain/process/picture.ts";
import { printable } from "../../domain/text/printable.ts";
import { inStretch } from "../close-up.ts";
import { seriesLiveLine, seriesTimeline } from "../phases/timeline.ts";
import { numberText } from "../study/words.ts";
import type { PictureChart, ReportKit, Stretch, TimelineFrame } from "../source.ts";
import { elapsedText } from "../text/sentences.ts";

export const processReport: ReportKit<ProcessObservation, ProcessPicture> = {
  timeline: (picture, frame) => curves(picture, startOf(picture), frame),
  closeUp: (picture, stretch, frame) => {
    const { cpu, memory, value } = picture;
    const shown = {
      ...picture,
      cpu: inStretch(cpu, stretch),
      memory: inStretch(memory, stretch),
      value: inStretch(value, stretch),
    };
    return curves(shown, startOf(picture), frame);
  },
  stretchNotes: callLines,
  isEmpty: ({ cpu, value }) => cpu.length === 0 && value.length === 0,
  whenText: (picture, atMs) => elapsedText(atMs - startOf(picture)),
  liveLine: () => seriesLiveLine((row: ProcessObservation) => valuePoint(row) ?? cpuPoint(row)),
  axis: "elapsed",
  startMs: startOf,
  charts: ({ cpu, memory, value }) => [
    ...lineChart("Value", "", value),
    ...lineChart("Processor time of one core", "%", cpu),
    ...lineChart("Memory", "B", memory),
  ],
};

const mostCalls = 5;

/** The most frequent system calls of a stretch. */
function callLines({ syscalls = [] }: ProcessPicture, { fromIndex, toIndex }: Stretch): readonly string[] {
  const counts = new Map<string, number>();
  for (const { index, calls } of syscalls)
    if (index >= fromIndex && index <= toIndex)
      for (const [name, count] of Object.entries(calls)) counts.set(name, (counts.get(name) ?? 0) + count);
  const ranked = [...counts].toSorted(([, a], [, b]) => b - a);
  if (ranked.length === 0) return [];
  const named = ranked.slice(0, mostCalls).map(([name, count]) => `${printable(name)} ${numberText(count)}`);
  const more = ranked.length > mostCalls ? `, and ${ranked.length - mostCalls} more` : "";
  return [`System calls in these samples: ${named.join(", ")}${more}`];
}

/** Nothing without points. */
function lineChart(title: string, unit: string, series: ProcessPicture["cpu"]): readonly PictureChart[] {
  return series.length === 0 ? [] : [{ kind: "line", title, unit, lines: [{ name: "", series }] }];
}

/** @param startMs - from when time is counted */
function curves(
  { cpu, memory, value }: ProcessPicture,
  startMs: number,
  frame: TimelineFrame,
): readonly string[] {
  if (value.length > 0)
    return seriesTimeline(
      { label: "value", title: "Value", valueText: significant, series: value, startMs },
      frame,
    );
  const [, curve = ""] = seriesTimeline(
    { label: "memory", title: "Memory", valueText: megabytes, series: memory, startMs },
    frame,
  );
  const [legend = "", ...rows] = seriesTimeline(
    { label: "cpu", title: "Processor time of one core", valueText: percent, series: cpu, startMs },
    frame,
  );
  return [legend, curve, ...rows];
}

/** The instant of the first sample. */
function startOf({ cpu: [sample], value: [value] }: ProcessPicture): number {
  return (value ?? sample)?.atMs ?? 0;
}

function significant(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function percent(value: number): string {
  return `${Math.round(value * 10) / 10} %`;
}

function megabytes(value: number): string {
  return `${Math.round(value / 1e5) / 10} MB`;
}
