import type { Activity } from "../../domain/results/picture.ts";
import { activityCollector, inAtMost } from "../../domain/results/picture.ts";
import type { LiveLine, TimelineFrame } from "../source.ts";
import { capitalized, durationText, minuteText } from "../text/sentences.ts";
import { bandCell, countBars } from "../text/sparkline.ts";
import { gutterFor, markLegend, markRows } from "../text/timeline.ts";

/** What is counted over time. */
interface ActivityNames {
  /** Several rows: `attempts`. */
  readonly rows: string;
  /** Several rows of the kind that failed; absent where no row can fail. */
  readonly failures?: string;
}

/**
 * Rows and failures over time, on one scale, with incidents and alerts below.
 * @param activity - with at least one row
 */
export function activityTimeline(
  activity: Activity,
  { rows, failures }: ActivityNames,
  frame: TimelineFrame,
): readonly string[] {
  const { detectors, paint } = frame;
  const gutter = gutterFor("time (UTC)", frame);
  const { stretchMs, fromMs, stretches } = inAtMost(Math.max(2, gutter.room), activity);
  const count = stretches.length;
  const columnAt = (atMs: number): number =>
    Math.max(0, Math.min(count - 1, Math.floor((atMs - fromMs) / stretchMs)));
  const all = stretches.map((stretch) => stretch.rows);
  const failed = failures === undefined ? [] : [stretches.map((stretch) => stretch.failures)];
  const bars = countBars([all, ...failed]);
  const log = bars.kind === "log" ? ", logarithmic" : "";
  const legend = `${capitalized(rows)} in ${lengthText(stretchMs)}, at most ${Math.max(...all)}${log}`;
  return [
    paint.dim([legend, ...markLegend(detectors)].join("; ")),
    gutter.row(rows, bars.lines[0] ?? ""),
    ...(failures === undefined ? [] : [gutter.row(failures, bars.lines[1] ?? "")]),
    ...markRows(frame, gutter, {
      count,
      ofRows: (stretch) => {
        const { fromMs: first, untilMs: last } = "incident" in stretch ? stretch.incident : stretch;
        return [columnAt(first), columnAt(last)];
      },
      ofAlert: ({ atMs }) => columnAt(atMs),
    }),
    paint.dim(gutter.row("time (UTC)", axis(fromMs, fromMs + count * stretchMs, count))),
  ];
}

/** Rows over time so far, one bar for each stretch. */
export function activityLiveLine<Row>(
  eventOf: (row: Row) => { readonly atMs: number; readonly outcome: "success" | "failure" },
): LiveLine<Row> {
  const collector = activityCollector();
  const spans = new Map<string, { readonly fromMs: number; untilMs: number }>();
  return {
    add: (row, incident) => {
      const { atMs, outcome } = eventOf(row);
      collector.add(atMs, outcome);
      if (incident === undefined) return;
      const span = spans.get(incident);
      if (span !== undefined) span.untilMs = atMs;
      else if (spans.size < mostSpans) spans.set(incident, { fromMs: atMs, untilMs: atMs });
    },
    band: (width) => {
      const { stretches, fromMs, stretchMs } = inAtMost(Math.max(2, width), collector.finish());
      const cells = stretches.map((_, at) => {
        const startMs = fromMs + at * stretchMs;
        const isAffected = [...spans.values()].some(
          (span) => span.fromMs < startMs + stretchMs && span.untilMs >= startMs,
        );
        return isAffected ? bandCell : " ";
      });
      return cells.join("").trimEnd();
    },
    text: (width) => {
      const { stretches } = inAtMost(Math.max(2, width), collector.finish());
      return countBars([stretches.map(({ rows }) => rows)]).lines[0] ?? "";
    },
  };
}

/** Incidents whose band is drawn. */
const mostSpans = 200;

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
