import { firstIndex as firstPlace } from "../../domain/numbers/search.ts";
import type { Series, SeriesPoint } from "../../domain/results/picture.ts";
import type { LiveLine, TimelineFrame } from "../source.ts";
import { elapsedText } from "../text/sentences.ts";
import type { Columns, Sparkline } from "../text/sparkline.ts";
import { bandCell, columnOf, columnsFor, emptyCell, sparkline } from "../text/sparkline.ts";
import { gutterFor, markLegend, markRows } from "../text/timeline.ts";

/** A picture of row after row, in words and figures. */
interface SeriesPicture {
  /** Of the line of the curve. */
  readonly label: string;
  /** What the curve is of. */
  readonly title: string;
  readonly valueText: (value: number) => string;
  /** In order of index, at least one. */
  readonly series: Series;
  /** From when time is counted. */
  readonly startMs: number;
}

/** Values, incidents and alerts above one another, on one axis of observations and time. */
export function seriesTimeline(picture: SeriesPicture, frame: TimelineFrame): readonly string[] {
  const { label, series, startMs } = picture;
  const { incidents, detectors, paint } = frame;
  const gutter = gutterFor("observation", frame);
  const curve = sparkline(series, gutter.room);
  const { columns } = curve;
  const rowAt = positions(series);
  const columnAt = (index: number): number => columnOf(columns, rowAt(index));
  const onsets = incidents.map(({ firstIndex }) => rowAt(firstIndex));
  return [
    paint.dim([curveLegend(picture, curve), ...markLegend(detectors)].join("; ")),
    gutter.row(label, curve.cells.join("")),
    ...(curve.failed.includes(true)
      ? [
          gutter.row(
            "failed",
            curve.failed.map((isFailed) => (isFailed ? paint.red(cross) : emptyCell)).join(""),
          ),
        ]
      : []),
    ...markRows(frame, gutter, {
      count: columns.count,
      ofRows: ({ firstIndex, lastIndex }) => [columnAt(firstIndex), columnAt(lastIndex)],
      ofAlert: ({ atIndex }) => columnAt(atIndex),
    }),
    ...axisLines(series, startMs, onsets, columns).map(({ label: name, cells }) =>
      paint.dim(gutter.row(name, cells)),
    ),
  ];
}

const liveRows = 120;

const cross = "×";

/** A curve of the last rows, on one line with their failures. */
export function seriesLiveLine<Row>(pointOf: (row: Row) => SeriesPoint): LiveLine<Row> {
  const recent: SeriesPoint[] = [];
  const incidents: (string | undefined)[] = [];
  return {
    add: (row, incident) => {
      recent.push(pointOf(row));
      incidents.push(incident);
      if (recent.length <= liveRows) return;
      recent.shift();
      incidents.shift();
    },
    band: (width) => {
      const columns = columnsFor(incidents.length, width);
      const cells = Array.from({ length: columns.count }, () => " ");
      for (const [row, incident] of incidents.entries())
        if (incident !== undefined) cells[columnOf(columns, row)] = bandCell;
      return cells.join("").trimEnd();
    },
    text: (width) => {
      const { cells, failed } = sparkline(recent, width);
      return cells.map((cell, column) => (failed[column] === true ? cross : cell)).join("");
    },
  };
}

function curveLegend({ title, valueText }: SeriesPicture, { scale }: Sparkline): string {
  const range = scale === undefined ? [] : [`${valueText(scale.low)} to ${valueText(scale.high)}`];
  const log = scale?.kind === "log" ? ["logarithmic"] : [];
  return [title, ...range, ...log].join(", ");
}

/** The place in the series of the last row whose index is at most the asked one. */
function positions(series: Series): (index: number) => number {
  return (index) => firstPlace(0, series.length, (row) => (series.at(row)?.index ?? index) > index) - 1;
}

/** One line below a picture. */
interface AxisLine {
  readonly label: string;
  readonly cells: string;
}

interface Tick {
  readonly column: number;
  readonly index: string;
  readonly time: string;
}

/**
 * Index and time since the start, at both ends and at the onsets as far as there is room.
 * @param onsets - rows of the series
 */
function axisLines(
  series: Series,
  startMs: number,
  onsets: readonly number[],
  columns: Columns,
): readonly AxisLine[] {
  const ticks: Tick[] = [];
  for (const row of [0, series.length - 1, ...onsets]) {
    const point = series.at(row);
    if (point === undefined) continue;
    const tick = tickAt(columnOf(columns, row), columns, [
      String(point.index),
      elapsedText(point.atMs - startMs),
    ]);
    if (ticks.every((other) => Math.abs(other.column - tick.column) > widthOf(leftOf(other, tick))))
      ticks.push(tick);
  }
  return [
    { label: "observation", cells: line(ticks.map(({ column, index }) => ({ column, text: index }))) },
    { label: "time", cells: line(ticks.map(({ column, time }) => ({ column, text: time }))) },
  ];
}

/** Labels start at their column; where they would stick out they move left, and end together. */
function tickAt(wanted: number, { count }: Columns, [index, time]: readonly [string, string]): Tick {
  const width = Math.max(index.length, time.length);
  const column = Math.max(0, Math.min(wanted, count - width));
  if (column === wanted) return { column, index, time };
  return { column, index: index.padStart(width), time: time.padStart(width) };
}

function leftOf(a: Tick, b: Tick): Tick {
  return a.column <= b.column ? a : b;
}

function widthOf({ index, time }: Tick): number {
  return Math.max(index.length, time.length);
}

function line(labels: readonly { readonly column: number; readonly text: string }[]): string {
  return labels
    .toSorted((a, b) => a.column - b.column)
    .reduce((text, { column, text: label }) => text.padEnd(column) + label, "");
}
