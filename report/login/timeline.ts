import type { Activity } from "../../domain/results/activity.ts";
import { inAtMost } from "../../domain/results/activity.ts";
import type { DrillTrace } from "../../domain/results/trace.ts";
import type { Paint } from "../text/paint.ts";
import { durationText } from "../text/sentences.ts";
import { countBars } from "../text/sparkline.ts";
import { detectorCells, incidentCells, markLegend } from "../text/timeline-rows.ts";
import { minuteText } from "./subjects.ts";

/** Attempts and failures over time, on one scale, with incidents and alerts below. @param names - of the detectors */
export function loginTimeline(
  { incidents, detectors }: Pick<DrillTrace, "incidents" | "detectors">,
  activity: Activity,
  names: readonly string[],
  width: number,
  paint: Paint,
): readonly string[] {
  const gutter = Math.max("time (UTC)".length, ...names.map((name) => name.length));
  const row = (label: string, cells: string): string => `${label.padEnd(gutter)}  ${cells}`;
  const { stretchMs, fromMs, stretches } = inAtMost(Math.max(2, width - gutter - 2), activity);
  const count = stretches.length;
  const columnAt = (atMs: number): number =>
    Math.max(0, Math.min(count - 1, Math.floor((atMs - fromMs) / stretchMs)));
  const attempts = stretches.map((stretch) => stretch.attempts);
  const failures = stretches.map((stretch) => stretch.failures);
  const bars = countBars([attempts, failures]);
  const incidentRow = incidentCells(incidents, count, ({ incident }) => [
    columnAt(incident.fromMs),
    columnAt(incident.untilMs),
  ]);
  const detectorRows = detectors.map(({ episodes }, at) =>
    row(
      names[at] ?? "",
      detectorCells(episodes, count, ({ atMs }) => columnAt(atMs), paint),
    ),
  );
  const log = bars.kind === "log" ? ", logarithmic" : "";
  const legend = `Attempts in ${lengthText(stretchMs)}, at most ${Math.max(...attempts)}${log}`;
  return [
    paint.dim([legend, ...markLegend(detectors)].join("; ")),
    row("attempts", bars.lines[0] ?? ""),
    row("failures", bars.lines[1] ?? ""),
    ...(incidents.length === 0 ? [] : [row("incident", incidentRow)]),
    ...new Set(detectorRows),
    paint.dim(row("time (UTC)", axis(fromMs, fromMs + count * stretchMs, count))),
  ];
}

/** Both ends; where there is no room for the end only the start. */
function axis(fromMs: number, untilMs: number, count: number): string {
  const [start, end] = [minuteText(fromMs), minuteText(untilMs)];
  return count < start.length + 2 + end.length ? start : start + end.padStart(count - start.length);
}

const units = [
  { ms: 86_400_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "min" },
] as const;

/** `30 min`, `12 h`, `7 d`. */
function lengthText(ms: number): string {
  const unit = units.find((one) => ms % one.ms === 0);
  return unit === undefined ? durationText(ms) : `${ms / unit.ms} ${unit.name}`;
}
