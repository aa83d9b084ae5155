import { scaleLinear } from "d3-scale";
import { processKit } from "../../domain/process/kit.ts";
import type { SampleField } from "../../domain/process/observation.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { PixelRange } from "../svg/scales.ts";
import { instants, round } from "../svg/scales.ts";
import { curveClass, element, figureFile, label, xml } from "../svg/svg.ts";
import { alignedRows } from "../text/paint.ts";
import { counted, countText, secondText } from "../text/sentences.ts";
import type { BoundedCount } from "../traffic/explored.ts";
import { boundedText, foreignText } from "../traffic/explored.ts";

/** Equal stretches of time of one number of one process: what it was in each. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

/** One number of one process. */
export interface NumberSeries {
  readonly field: SampleField;
  readonly samples: number;
  readonly least: number;
  readonly mean: number;
  readonly most: number;
  /** In order of time; stretches without a sample are left out. */
  readonly stretches: readonly Stretch[];
}

export interface ExploredProcess {
  readonly process: string;
  readonly pid?: number;
  readonly samples: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** How it ended, in words: `by signal SIGKILL`. Absent while it lives. */
  readonly end?: string;
  /** Only numbers that the log has. */
  readonly numbers: readonly NumberSeries[];
}

/** A stretch of an incident. */
export interface ExploredIncident {
  readonly incident: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What there is to see in a log of processes with at least one row. */
export interface Exploration {
  readonly rows: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Those in `shown` and all others. */
  readonly processes: BoundedCount;
  /** In order of appearance. */
  readonly shown: readonly ExploredProcess[];
  /** `undefined` where the log does not say. */
  readonly incidents: readonly ExploredIncident[] | undefined;
}

const units = processKit.signals;

/** A value with its unit; bytes in millions. */
function amount(field: SampleField, value: number): string {
  const unit = units[field]?.unit ?? "";
  const isBytes = unit.startsWith("B");
  const shown = isBytes ? value / 1e6 : value;
  const digits = Math.abs(shown) >= 100 || Number.isInteger(shown) ? 0 : Math.abs(shown) >= 1 ? 1 : 3;
  return `${shown.toFixed(digits)}${unit === "" ? "" : ` ${isBytes ? `M${unit}` : unit}`}`;
}

/** What a terminal shows of a log: its processes, and of each the range of every number. */
export function explorationText({ rows, firstMs, lastMs, processes, shown, incidents }: Exploration): string {
  const noun = processKit.nouns.row.many;
  const facts = [
    [noun, `${countText(rows)} from ${secondText(firstMs)} to ${secondText(lastMs)} UTC`],
    ["processes", boundedText(processes)],
    ...(incidents === undefined ? [] : [["incidents", incidentList(incidents)]]),
  ];
  const hidden = processes.count - shown.length;
  const rest =
    hidden > 0 ? ["", `${counted(hidden, "other process is", "other processes are")} not shown.`] : [];
  return `${[...alignedRows(facts), ...shown.flatMap(processLines), ...rest].join("\n")}\n`;
}

function incidentList(incidents: readonly ExploredIncident[]): string {
  if (incidents.length === 0) return "none";
  const listed = incidents.map(
    ({ incident, fromMs }) => `${foreignText(incident)} from ${secondText(fromMs)}`,
  );
  return listed.join(", ");
}

function processLines({ process, samples, end, numbers }: ExploredProcess): readonly string[] {
  const ended = end === undefined ? "" : `, ended ${end}`;
  const cells = numbers.map(({ field, least, mean, most }) => [
    field,
    ...[least, mean, most].map((value) => amount(field, value)),
  ]);
  return [
    "",
    `${foreignText(process)}: ${counted(samples, "sample", "samples")}${ended}`,
    ...alignedRows([["number", "least", "mean", "most"], ...cells]),
  ];
}

const left = 110;
const right = 716;
const top = 44;
const stripHeight = 78;
const plotHeight = 54;
const axisHeight = 46;
const legendWidth = 210;

/** One strip for each number, one line for each process. Incidents are red behind them. */
export function seriesPicture({ firstMs, lastMs, shown, incidents = [] }: Exploration): string {
  const fields = [...new Set(shown.flatMap(({ numbers }) => numbers.map(({ field }) => field)))];
  const time = instants(firstMs, Math.max(lastMs, firstMs + 1), [left, right]);
  const bottom = top + Math.max(1, fields.length) * stripHeight;
  const title = "Processes over time (UTC)";
  const content = [
    element("title", {}, xml(title)),
    element("desc", {}, xml(describedIn(shown, fields))),
    ...incidents.map(({ incident, fromMs, toMs }) => {
      const [from, to] = [time.place(fromMs), time.place(toMs)];
      const attributes = {
        x: from,
        y: top,
        width: round(Math.max(1, to - from)),
        height: bottom - top,
        class: "band",
      };
      return element("rect", attributes, element("title", {}, xml(foreignText(incident))));
    }),
    ...fields.flatMap((field, at) => strip(field, top + at * stripHeight, shown, time.place)),
    element("path", { class: "axis", d: `M${left} ${bottom}H${right}` }),
    ...time.ticks.map(({ at, text }) => label(at, bottom + 16, text, { "text-anchor": "middle" })),
    ...shown.flatMap(({ process }, at) => [
      element("path", {
        class: curveClass(at),
        d: `M${right + 24} ${top + 10 + at * 20}h12`,
      }),
      label(right + 42, top + 14 + at * 20, foreignText(process)),
    ]),
  ];
  return figureFile({ width: right + legendWidth, height: bottom + axisHeight, title, content });
}

function describedIn(shown: readonly ExploredProcess[], fields: readonly SampleField[]): string {
  const names = shown.map(({ process }) => foreignText(process)).join(", ");
  return `${counted(fields.length, "number", "numbers")} of ${names}.`;
}

function strip(
  field: SampleField,
  y: number,
  shown: readonly ExploredProcess[],
  placeOf: (atMs: number) => number,
): readonly string[] {
  const series = shown.map(({ numbers }) => numbers.find((one) => one.field === field));
  const values = series.flatMap((one) => (one === undefined ? [] : [one.least, one.most]));
  const range: PixelRange = [y + plotHeight + 12, y + 12];
  const [least, most] = [Math.min(0, ...values), Math.max(...values)];
  const scale = scaleLinear([least, most > least ? most : least + 1], range);
  const lines = series.flatMap((one, at) => {
    if (one === undefined) return [];
    // The outermost value of a stretch, so that no peak is lost.
    const points = one.stretches.map(({ fromMs, toMs, least: low, mean, most: high }) => {
      const value = high - mean >= mean - low ? high : low;
      return `${placeOf((fromMs + toMs) / 2)},${round(scale(value))}`;
    });
    return [element("polyline", { class: curveClass(at), points: points.join(" ") })];
  });
  return [
    label(16, y + 8, `${field}, ${units[field]?.describe ?? ""}`, { class: "strong" }),
    ...[least, most].map((value) =>
      label(left - 6, round(scale(value)) + 4, amount(field, value), { "text-anchor": "end" }),
    ),
    element("path", { class: "grid", d: `M${left} ${range[0]}H${right}` }),
    ...lines,
  ];
}

/** A table by process and number. */
export function* processRows({ shown }: Exploration): Generator<readonly string[], void, undefined> {
  yield ["process", "pid", "first", "last", "ended", "number", "samples", "least", "mean", "most"];
  for (const { process, pid, firstMs, lastMs, end = "", numbers } of shown) {
    const name = [process, String(pid ?? ""), formatInstant(firstMs), formatInstant(lastMs), end];
    for (const { field, samples, least, mean, most } of numbers)
      yield [
        ...name,
        field,
        ...[samples, least, mean, most].map((value) => String(Number(value.toFixed(3)))),
      ];
  }
}
