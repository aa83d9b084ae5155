import { area, curveStepAfter, line } from "d3-shape";
import { severityText } from "../../domain/alert.ts";
import type {
  Chart,
  CloseUp,
  CountChart,
  DrawnDetector,
  DrawnEpisode,
  DrawnPoint,
  DrillDocument,
  LineChart,
} from "../../domain/results/document.ts";
import { plural } from "../../domain/text/printable.ts";
import { aboutText, countText } from "../text/sentences.ts";
import { element, xml } from "./svg.ts";
import type { Axis, ValueScale } from "./values.ts";
import { afterText, percentOf, timeTicks, valueScale, valueText } from "./values.ts";

/**
 * One strip of a picture over time. Horizontal positions are percents of its width, so that it fits any width without a script;
 * what a script moves when it zooms has the class `m`.
 */
export interface Panel {
  readonly kind: "values" | "alerts" | "axis";
  /** Above it; empty for none. */
  readonly heading: string;
  /** Colours and names of its curves; empty where there is one. */
  readonly keys: readonly { readonly colour: string; readonly name: string }[];
  /** The figures in words, for those who cannot see it. */
  readonly description: string;
  /** In pixels. */
  readonly height: number;
  /** SVG elements. */
  readonly content: string;
}

/** A drill in a picture, alone or among others. */
export interface DrawnRun {
  /** Empty where it is alone. */
  readonly label: string;
  /** Where it was read from, for a reader who compares several. */
  readonly from?: string;
  readonly document: DrillDocument & Axis;
}

/** Width of the part of a curve that is stretched. */
const stretched = 1000;
const tallest = 190;
const usual = 120;
const lowest = 80;
const lane = 34;
const axisHeight = 26;
const bandsNamed = 8;
const failuresDrawn = 400;
const colours = 6;

/** Every strip of a picture of runs of one scenario, on one axis from their starts; names by rows are no strips. */
export function panelsOf(runs: readonly DrawnRun[]): readonly Panel[] {
  const [first] = runs;
  if (first === undefined) return [];
  const lengthMs = lengthOf(runs);
  const frame = { lengthMs, ticks: timeTicks(lengthMs, first.document, 7) };
  const titles = new Set(runs.flatMap(({ document }) => document.charts.flatMap(({ title }) => title)));
  const values = [...titles].flatMap((title, at) => {
    const charts = runs.map((run) => ({
      run,
      chart: run.document.charts.find((chart) => chart.title === title),
    }));
    return valuePanel(charts, frame, at === 0) ?? [];
  });
  const judged = runs.flatMap((run, place) =>
    run.document.detectors.flatMap((detector) => [
      ...(detector.score === undefined
        ? []
        : [linePanel([{ run, chart: detector.score, place }], frame, lowest)]),
      alertPanel(run, detector, frame, place),
    ]),
  );
  return [...values, ...judged, axisPanel(frame)];
}

/** The longest of them. */
export function lengthOf(runs: readonly DrawnRun[]): number {
  return Math.max(1, ...runs.map(({ document }) => document.lengthMs));
}

/**
 * The neighborhood of an alert as a run of its own, whose time goes from one end of it to the other. What began before it begins
 * with it.
 */
export function enlarged({ document }: DrawnRun, closeUp: CloseUp): DrawnRun {
  const { fromAfterMs, untilAfterMs, charts, episode } = closeUp;
  const lengthMs = untilAfterMs - fromAfterMs;
  const inside = (afterMs: number): number => Math.min(lengthMs, Math.max(0, afterMs - fromAfterMs));
  const { closesAfterMs, errorAfterMs, ...alert } = episode;
  const opensAfterMs =
    episode.opensAfterMs < fromAfterMs ? (errorAfterMs ?? fromAfterMs) : episode.opensAfterMs;
  const shifted: DrawnEpisode = {
    ...alert,
    opensAfterMs: inside(opensAfterMs),
    ...(errorAfterMs === undefined ? {} : { errorAfterMs: inside(errorAfterMs) }),
    ...(closesAfterMs === undefined || closesAfterMs > untilAfterMs
      ? {}
      : { closesAfterMs: inside(closesAfterMs) }),
  };
  const detectors = document.detectors
    .slice(closeUp.detector, closeUp.detector + 1)
    .map(({ label, required }) => ({
      label,
      required,
      episodes: [shifted],
      otherEpisodes: 0,
      deadlines: [],
    }));
  const clipped = <One extends Span>(all: readonly One[]): readonly One[] =>
    all
      .filter((one) => one.fromAfterMs <= untilAfterMs && one.untilAfterMs >= fromAfterMs)
      .map((one) => ({
        ...one,
        fromAfterMs: inside(one.fromAfterMs),
        untilAfterMs: inside(one.untilAfterMs),
      }));
  const [incidents, harmless] = [clipped(document.incidents), clipped(document.harmless ?? [])];
  const shiftedCharts = charts.map((chart) => ({
    ...chart,
    lines: chart.lines.map((one) => ({
      ...one,
      points: one.points.map(([afterMs, ...value]): DrawnPoint => [afterMs - fromAfterMs, ...value]),
    })),
  }));
  const shown = {
    ...document,
    sinceMs: fromAfterMs,
    lengthMs,
    charts: shiftedCharts,
    incidents,
    harmless,
    detectors,
  };
  return { label: "", document: shown };
}

interface Frame {
  readonly lengthMs: number;
  readonly ticks: ReturnType<typeof timeTicks>;
}

/** One run's chart, drawn in the colour of its place among the runs. */
interface Placed<C extends Chart> {
  readonly run: DrawnRun;
  readonly chart: C;
  readonly place: number;
}

function valuePanel(
  charts: readonly { readonly run: DrawnRun; readonly chart: Chart | undefined }[],
  frame: Frame,
  isFirst: boolean,
): readonly Panel[] | undefined {
  const lines = charts.flatMap(({ run, chart }, place) =>
    chart?.kind === "line" ? [{ run, chart, place }] : [],
  );
  if (lines.length > 0) return [linePanel(lines, frame, isFirst ? tallest : usual)];
  const counts = charts.flatMap(({ run, chart }, place) =>
    chart?.kind === "counts" ? [{ run, chart, place }] : [],
  );
  return counts.length > 0 ? counts.map((one) => countPanel(one, frame)) : undefined;
}

function linePanel(charts: readonly Placed<LineChart>[], frame: Frame, height: number): Panel {
  const [{ chart: first, run: firstRun } = { chart: noChart, run: undefined }] = charts;
  const { unit } = first;
  const points = charts.flatMap(({ chart }) => chart.lines.flatMap((one) => one.points));
  const { least, most } = rangeOf(
    points,
    first.thresholds.map(({ value }) => value),
  );
  const scale = valueScale(least, most, height, (value) => valueText(value, unit));
  const curve = line<DrawnPoint>(
    ([afterMs]) => (afterMs / frame.lengthMs) * stretched,
    ([, , value]) => scale.y(value),
  ).digits(2);
  const drawn = charts.flatMap(({ chart, place }) =>
    chart.lines.map((one, at) => ({ points: one.points, colour: (place + at) % colours })),
  );
  const paths = drawn.map(({ points: each, colour }) =>
    element("path", { class: `line c${colour}`, d: curve([...each]) ?? "" }),
  );
  const failures = failuresOf(points, frame.lengthMs);
  return {
    kind: "values",
    heading: first.title,
    keys: keysOf(charts),
    description: `${first.title}: ${valueText(least, unit)} to ${valueText(most, unit)}${failures.length === 0 ? "" : `, with ${plural(points.filter((point) => point[3] === 1).length, "failure")}`}. ${incidentsText(firstRun)}`,
    height,
    content: [
      ...bands(
        charts.map(({ run }) => run),
        frame,
        height,
      ),
      ...grid(scale, frame, height),
      stretchedPart(height, paths),
      ...thresholdLines(first.thresholds, scale, height),
      ...failures.map(([afterMs, , value]) =>
        mark(
          percentOf(afterMs, frame.lengthMs),
          scale.y(value),
          "fail",
          "M-3.5-3.5L3.5 3.5M3.5-3.5L-3.5 3.5",
        ),
      ),
      ...(height === tallest
        ? bandNames(
            charts.map(({ run }) => run),
            frame,
          )
        : []),
    ].join(""),
  };
}

const noChart: LineChart = { kind: "line", title: "", unit: "", lines: [], thresholds: [] };

/** Nothing where no curve has a name. */
function keysOf(charts: readonly Placed<Chart>[]): Panel["keys"] {
  const keys = charts.flatMap(({ run, chart, place }) => {
    const lines = chart.kind === "line" ? chart.lines.map(({ name }) => name) : [""];
    return lines.map((name, at) => ({
      colour: `c${(place + at) % colours}`,
      name: [run.label, name].filter((part) => part !== "").join(" "),
    }));
  });
  return keys.filter(({ name }) => name !== "");
}

/** Fewer where many stand on one another. */
function failuresOf(points: readonly DrawnPoint[], lengthMs: number): readonly DrawnPoint[] {
  const byPlace = new Map<number, DrawnPoint>();
  for (const point of points) {
    const place = Math.round((point[0] / lengthMs) * failuresDrawn);
    if (point[3] === 1 && !byPlace.has(place)) byPlace.set(place, point);
  }
  return [...byPlace.values()];
}

function rangeOf(
  points: readonly DrawnPoint[],
  others: readonly number[],
): { readonly least: number; readonly most: number } {
  let [least, most] = [Infinity, -Infinity];
  for (const [, , value] of points) [least, most] = [Math.min(least, value), Math.max(most, value)];
  for (const value of others) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return least > most ? { least: 0, most: 0 } : { least, most };
}

function countPanel({ run, chart }: Placed<CountChart>, frame: Frame): Panel {
  const { stretches, firstAfterMs, stretchMs, rows, failures } = chart;
  const height = 160;
  const most = stretches.reduce((top, [count]) => Math.max(top, count), 0);
  const scale = valueScale(0, most, height, (value) => (Number.isInteger(value) ? countText(value) : ""));
  const layer = (part: 0 | 1, name: string): string => {
    const steps = area<readonly [number, number]>()
      .curve(curveStepAfter)
      .x(([at]) => ((firstAfterMs + at * stretchMs) / frame.lengthMs) * stretched)
      .y0(scale.y(0))
      .y1(([, count]) => scale.y(count))
      .digits(2);
    const counts = stretches.map((stretch, at) => [at, stretch[part]] as const);
    const last = counts.at(-1)?.[1] ?? 0;
    return element("path", { class: name, d: steps([...counts, [counts.length, last]]) ?? "" });
  };
  const all = stretches.reduce((sum, [count]) => sum + count, 0);
  const failed = stretches.reduce((sum, [, count]) => sum + count, 0);
  const ofFailed = failures === undefined ? "" : `, ${countText(failed)} ${failures}`;
  return {
    kind: "values",
    heading: `${run.label === "" ? "" : `${run.label}: `}${chart.title}, in ${spanText(stretchMs)}`,
    keys: [],
    description: `${countText(all)} ${rows}${ofFailed}, at most ${countText(most)} in ${spanText(stretchMs)}. ${incidentsText(run)}`,
    height,
    content: [
      ...bands([run], frame, height),
      ...grid(scale, frame, height),
      stretchedPart(height, [
        layer(0, "bars c0"),
        ...(failures === undefined ? [] : [layer(1, "bars failed")]),
      ]),
      ...bandNames([run], frame),
    ].join(""),
  };
}

const spans = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
] as const;

/** `30 min`, `12 h`. */
export function spanText(ms: number): string {
  const [unitMs, unit] = spans.find(([each]) => ms % each === 0) ?? [1, "ms"];
  return `${countText(ms / unitMs)} ${unit}`;
}

/** Where a detector spoke, from opening to resolving. */
function alertPanel(
  { label, document }: DrawnRun,
  detector: DrawnDetector,
  { lengthMs, ticks }: Frame,
  place: number,
): Panel {
  const middle = lane / 2 + 1;
  const at = (afterMs: number): number => percentOf(afterMs, lengthMs);
  const name = label === "" ? detector.label : `${label}: ${detector.label}`;
  // A detection stands on top of what else there was at the time.
  const ordered = detector.episodes.toSorted(
    (a, b) => Number(a.role === "detection") - Number(b.role === "detection"),
  );
  const episodes = ordered.map((episode) => episodeMarks(episode, document, { at, lengthMs, middle }));
  const due = detector.deadlines.map(({ incident, afterMs }) =>
    element(
      "line",
      { class: "m due", x1: `${at(afterMs)}%`, x2: `${at(afterMs)}%`, y1: 2, y2: lane - 2 },
      element("title", {}, xml(`Deadline for ${incident}: ${afterText(afterMs, document)}`)),
    ),
  );
  return {
    kind: "alerts",
    heading: `${name} · required: ${detector.required}`,
    keys: [],
    description: `Alerts of ${name}: ${episodesText(detector, document)}`,
    height: lane,
    content: [
      ...bands([{ label, document }], { lengthMs, ticks }, lane),
      element("line", { class: `track c${place % colours}`, x1: "0%", x2: "100%", y1: middle, y2: middle }),
      ...due,
      ...episodes,
    ].join(""),
  };
}

interface LanePlace {
  readonly at: (afterMs: number) => number;
  readonly lengthMs: number;
  readonly middle: number;
}

function episodeMarks(
  episode: DrawnEpisode,
  document: DrillDocument,
  { at, lengthMs, middle }: LanePlace,
): string {
  const { role, severity, opensAfterMs, errorAfterMs, closesAfterMs } = episode;
  const [from, until] = [at(opensAfterMs), at(closesAfterMs ?? lengthMs)];
  const title = element("title", {}, xml(episodeText(episode, document)));
  const width = Math.max(0, Math.round((until - from) * 1e4) / 1e4);
  const bar = { class: `m open ${role}`, x: `${from}%`, width: `${width}%`, y: middle - 3, height: 6, rx: 3 };
  const warned = severity === "warning" || (errorAfterMs ?? 0) > opensAfterMs;
  return [
    element("rect", bar, title),
    ...(warned ? [mark(from, middle, `warning ${role}`, trianglePath, title)] : []),
    ...(errorAfterMs === undefined
      ? []
      : [mark(at(errorAfterMs), middle, `error ${role}`, trianglePath, title)]),
    ...(closesAfterMs === undefined ? [] : [mark(until, middle, `resolved ${role}`, circlePath, title)]),
  ].join("");
}

/** Around the origin. */
export const trianglePath = "M0-8L7 5H-7Z";

/** Around the origin. */
export const circlePath = "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0Z";

/** `ERROR at 00:52.300 about user:admin: detection of attack-1, resolved at 01:12.000`. */
function episodeText(episode: DrawnEpisode, axis: Axis): string {
  const { severity, subject, role, incidents, opensAfterMs, errorAfterMs, closesAfterMs } = episode;
  const about = role === "detection" ? `detection of ${incidents.join(", ")}` : roleText(role);
  const end =
    closesAfterMs === undefined ? "open at the end" : `resolved at ${afterText(closesAfterMs, axis)}`;
  return `${severityText(severity)} at ${afterText(errorAfterMs ?? opensAfterMs, axis)}${aboutText(subject)}: ${about}, ${end}`;
}

export function roleText(role: DrawnEpisode["role"]): string {
  switch (role) {
    case "detection":
      return "detection";
    case "further":
      return "further alert";
    case "recovery":
      return "recovery alert";
    case "false-alarm":
      return "false alarm";
  }
}

const episodesTold = 3;

function episodesText({ episodes, otherEpisodes }: DrawnDetector, axis: Axis): string {
  if (episodes.length === 0) return "none.";
  const told = episodes.slice(0, episodesTold).map((episode) => episodeText(episode, axis));
  const left = episodes.length + otherEpisodes - told.length;
  return `${[...told, ...(left > 0 ? [`and ${countText(left)} more`] : [])].join("; ")}.`;
}

/** How many besides the first. */
function besides(count: number, noun: string): string {
  return count > 1 ? `, and ${plural(count - 1, noun)}` : "";
}

function incidentsText(run: DrawnRun | undefined): string {
  if (run === undefined) return "Nothing was wrong.";
  const { document } = run;
  const { incidents, harmless = [] } = document;
  const spanOf = ({ fromAfterMs, untilAfterMs }: Span): string =>
    `from ${afterText(fromAfterMs, document)} to ${afterText(untilAfterMs, document)}`;
  const [incident] = incidents;
  const [calm] = harmless;
  return [
    incident === undefined
      ? "Nothing was wrong."
      : `Incident ${incident.id} ${spanOf(incident)}${besides(incidents.length, "more incident")}.`,
    ...(calm === undefined
      ? []
      : [`Harmless: ${calm.mode} ${spanOf(calm)}${besides(harmless.length, "more stretch")}.`]),
  ].join(" ");
}

function axisPanel({ lengthMs, ticks }: Frame): Panel {
  const content = ticks
    .filter(({ percent }) => percent <= 100)
    .map(({ percent, text }) =>
      element(
        "g",
        { class: "tick" },
        [
          element("line", { class: "m", x1: `${percent}%`, x2: `${percent}%`, y1: 0, y2: 5 }),
          element(
            "text",
            { class: "m", x: `${percent}%`, y: 19, "text-anchor": anchorAt(percent) },
            xml(text),
          ),
        ].join(""),
      ),
    );
  return {
    kind: "axis",
    heading: "",
    keys: [],
    description: `Time, ${countText(Math.round(lengthMs / 1000))} s in all.`,
    height: axisHeight,
    content: [element("line", { class: "axis", x1: "0%", x2: "100%", y1: 0.5, y2: 0.5 }), ...content].join(
      "",
    ),
  };
}

/** A word at either end stays inside. */
function anchorAt(percent: number): "start" | "middle" | "end" {
  if (percent < 2) return "start";
  return percent > 98 ? "end" : "middle";
}

/** What a band marks, and how. */
interface Band extends Span {
  readonly name: string;
  readonly title: string;
  readonly look: "fault" | "harmless";
}

interface Span {
  readonly fromAfterMs: number;
  readonly untilAfterMs: number;
}

/** Incidents and harmless stretches; those of several runs that are at the same time are one. */
function bandsOf(runs: readonly DrawnRun[]): readonly Band[] {
  const all = runs.flatMap(({ document: { incidents, harmless = [] } }): readonly Band[] => [
    ...harmless.map((one) => ({
      ...one,
      name: one.mode,
      title: `Harmless: ${one.mode}`,
      look: "harmless" as const,
    })),
    ...incidents.map((one) => ({
      ...one,
      name: one.id,
      title: `Incident ${one.id}`,
      look: "fault" as const,
    })),
  ]);
  return [...new Map(all.map((one) => [`${one.look} ${one.fromAfterMs} ${one.untilAfterMs}`, one])).values()];
}

function bands(runs: readonly DrawnRun[], { lengthMs }: Frame, height: number): readonly string[] {
  return bandsOf(runs).map(({ title, look, fromAfterMs, untilAfterMs }) => {
    const from = percentOf(fromAfterMs, lengthMs);
    const width = Math.max(0.05, Math.round((percentOf(untilAfterMs, lengthMs) - from) * 1e4) / 1e4);
    const place = { class: `m band ${look}`, x: `${from}%`, width: `${width}%`, y: 0, height };
    const edge = { class: `m edge ${look}`, x1: `${from}%`, x2: `${from}%`, y1: 0, y2: height };
    return element("rect", place, element("title", {}, xml(title))) + element("line", edge);
  });
}

function bandNames(runs: readonly DrawnRun[], { lengthMs }: Frame): readonly string[] {
  const named = bandsOf(runs);
  if (named.length > bandsNamed) return [];
  return named.map(({ name, look, fromAfterMs }) => {
    const percent = percentOf(fromAfterMs, lengthMs);
    const [anchor, dx] = percent > 80 ? (["end", -5] as const) : (["start", 5] as const);
    const place = { class: `m name ${look}`, x: `${percent}%`, dx, y: 13, "text-anchor": anchor };
    return element("text", place, xml(name));
  });
}

function grid({ ticks }: ValueScale, frame: Frame, height: number): readonly string[] {
  return [
    ...frame.ticks
      .filter(({ percent }) => percent > 0 && percent < 100)
      .map(({ percent }) =>
        element("line", { class: "m grid tick", x1: `${percent}%`, x2: `${percent}%`, y1: 0, y2: height }),
      ),
    ...ticks.flatMap(({ y, text }) => [
      element("line", { class: "grid", x1: "0%", x2: "100%", y1: y, y2: y }),
      element("text", { class: "value", x: -8, y: y + 4, "text-anchor": "end" }, xml(text)),
    ]),
  ];
}

const wordHeight = 14;
const letterWidth = 7;

/** The highest is named above its line, others below theirs where there is room; a name beside another stands before it. */
function thresholdLines(
  thresholds: LineChart["thresholds"],
  scale: ValueScale,
  height: number,
): readonly string[] {
  const named: { readonly y: number; readonly untilPx: number }[] = [];
  const highestFirst = thresholds.toSorted((a, b) => b.value - a.value);
  return highestFirst.flatMap(({ name, value }, at) => {
    const place = scale.y(value);
    const y = at === 0 || place + wordHeight > height ? place - 4 : place + wordHeight - 2;
    const beside = named.filter((one) => Math.abs(one.y - y) < wordHeight);
    const fromPx = Math.max(4, ...beside.map(({ untilPx }) => untilPx));
    named.push({ y, untilPx: fromPx + letterWidth * (name.length + 1) });
    return [
      element("line", { class: "threshold", x1: "0%", x2: "100%", y1: place, y2: place }),
      element(
        "text",
        { class: "threshold-name", x: "100%", dx: -fromPx, y, "text-anchor": "end" },
        xml(name),
      ),
    ];
  });
}

/** Paths that are as wide as the picture, whatever it measures. */
function stretchedPart(height: number, paths: readonly string[]): string {
  const place = { class: "curve", viewBox: `0 0 ${stretched} ${height}`, preserveAspectRatio: "none" };
  return element("svg", { ...place, x: "0%", y: 0, width: "100%", height }, paths.join(""));
}

/** A small shape around a point. @param percent - of the width. @param more - elements inside it */
function mark(percent: number, y: number, name: string, path: string, more = ""): string {
  const shape = element("path", { class: `mark ${name}`, d: path }, more);
  return element("svg", { class: "m", x: `${percent}%`, y, width: 1, height: 1, overflow: "visible" }, shape);
}
