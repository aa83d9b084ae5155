import { detectorLabels } from "../../domain/results/labels.ts";
import type {
  Axis,
  CellKind,
  CellResult,
  SmallestFault,
  Surface,
  Sweep,
} from "../../domain/results/sweep.ts";
import {
  cellCount,
  crashedIn,
  faultAxis,
  figuresOf,
  isReliable,
  smallestFault,
  surfacesOf,
  worstCell,
} from "../../domain/results/sweep.ts";
import { plural, printable, printableJson } from "../../domain/text/printable.ts";
import type { Paint } from "../text/paint.ts";
import { alignedRows } from "../text/paint.ts";
import { crashedLine, deadlineLines, numberText, ownDeadline, replaysSentence } from "./words.ts";

const commandLimit = 4000;

/** The report for a person: for each detector the smallest fault, the worst case and a map. Ends in a newline. */
export function sweepText(sweep: Sweep, paint: Paint): string {
  const labels = surfaceLabels(sweep);
  const paragraphs = [
    [
      sweepHeadline(sweep),
      ...sweepNotes(sweep),
      ...crashedIn(sweep).map((one) => paint.red(crashedLine(one))),
    ],
    ...labels
      .filter(({ surface }) => surface.kind !== undefined)
      .map(({ surface, label }) => [
        paint.bold(label),
        ...extremeLines(sweep, surface),
        ...mapLines(sweep, surface),
      ]),
  ];
  return paragraphs.map((lines) => `${lines.join("\n")}\n`).join("\n");
}

/** What to know before the figures are compared. */
export function sweepNotes(sweep: Sweep): readonly string[] {
  return [...deadlinesOf(sweep), ...replaysSentence(sweep.cells.flatMap(({ detectors }) => detectors))];
}

const findingsTold = 3;

/** What was found, in a sentence for each detector and kind of incident; absent where no smallest fault can be told. */
export function sweepFinding(sweep: Sweep): string | undefined {
  const findings = surfaceLabels(sweep).flatMap(({ surface, label }) => {
    const smallest = smallestFault(sweep.axes, sweep.cells, surface);
    return smallest === undefined ? [] : [`${printable(label)}: ${findingText(smallest)}`];
  });
  const more = findings.length > findingsTold ? [`${findings.length - findingsTold} more below`] : [];
  return findings.length === 0 ? undefined : [...findings.slice(0, findingsTold), ...more].join("; ");
}

function findingText(smallest: SmallestFault): string {
  switch (smallest.kind) {
    case "found":
      return `noticed in time from ${smallest.setting} up`;
    case "none":
      return "not noticed in time anywhere";
  }
}

function deadlinesOf({ gates, cells }: Sweep): readonly string[] {
  if (cells.every(({ detectors }) => detectors.every(({ kinds }) => kinds.length === 0))) return [];
  const names = detectorLabels(gates.map(({ detector, options }) => ({ name: detector, options })));
  return deadlineLines(gates.flatMap((gate, at) => ownDeadline(names[at] ?? gate.detector, gate)));
}

/** A line for every cell, with the command that plays its worst drill alone; `-` where there was no incident. Ends in a newline. */
export function sweepTable(sweep: Sweep): string {
  const tables = surfaceLabels(sweep).map(({ surface, label }) => {
    return `${printable(label)}\n${alignedRows(sweepRows(sweep, surface)).join("\n")}\n`;
  });
  return tables.join("\n");
}

/** The same as cells of a table, the head first. */
export function sweepRows(sweep: Sweep, surface: Surface): readonly (readonly string[])[] {
  const head = [...sweep.axes.map(({ target }) => target), ...tableHead];
  return [head, ...sweep.cells.map((cell) => tableRow(sweep, cell, surface))];
}

/** What to call a surface: its detector and its kind of incident, if any. */
export function surfaceLabels({
  gates,
  cells,
}: Sweep): readonly { readonly surface: Surface; readonly label: string }[] {
  const names = detectorLabels(gates.map(({ detector, options }) => ({ name: detector, options })));
  return surfacesOf(cells).map((surface) => {
    const name = names[surface.detector] ?? "";
    return { surface, label: `${name}, ${printable(surface.kind ?? "no incident")}` };
  });
}

const tableHead = ["in time", "p50", "p95", "longest", "mean", "false alarms", "command"];

function tableRow({ axes, commandFor }: Sweep, cell: CellResult, surface: Surface): readonly string[] {
  const { detector } = surface;
  return [
    ...axes.map(({ target }, at) => (cell.settings[at] ?? "").slice(target.length + 1)),
    ...delayCells(figuresOf(cell, surface)),
    String(cell.detectors[detector]?.falseAlarms ?? 0),
    printable(commandFor(cell, detector), commandLimit),
  ];
}

function delayCells(figures: CellKind | undefined): readonly string[] {
  if (figures === undefined) return ["-", "-", "-", "-", "-"];
  const { inTime, p50, p95, longest, mean } = figures;
  return [
    `${inTime.successes}/${inTime.trials}`,
    ...[p50, p95, longest].map((delay) => (delay === undefined ? "missed" : numberText(delay))),
    numberText(mean),
  ];
}

/** What was varied, and how often it was played. */
export function sweepHeadline({ scenario, axes, seeds, cells }: Sweep): string {
  const grid = axes.map(axisText).join(" x ");
  const total = cellCount(axes);
  const done = cells.length === total ? plural(total, "cell") : `${cells.length} of ${total} cells`;
  return `${printable(scenario)}, ${grid}: ${done} of ${plural(seeds, "drill")}`;
}

function axisText({ target, values }: Axis): string {
  const [first = "", last = first] = [values.at(0), values.at(-1)];
  return values.length === 1 ? `${target} ${first}` : `${target} ${first} to ${last} (${values.length})`;
}

/** An end of the range of what a detector notices. */
interface Extreme {
  readonly name: string;
  readonly words: string;
  /** Plays it. */
  readonly command?: string;
}

/** The smallest fault that is noticed, and the worst case. */
export function extremesOf(sweep: Sweep, surface: Surface): readonly Extreme[] {
  const smallest = smallestFault(sweep.axes, sweep.cells, surface);
  const worst = worstCell(sweep.cells, surface);
  const figures = worst && figuresOf(worst, surface);
  return [
    ...(smallest === undefined
      ? []
      : [{ name: "smallest fault noticed in time", words: smallestText(smallest) }]),
    ...(worst === undefined || figures === undefined
      ? []
      : [
          {
            name: "worst case",
            words: `${worst.settings.join(" ")}: ${worstText(figures)}`,
            command: printable(sweep.commandFor(worst, surface.detector), commandLimit),
          },
        ]),
  ];
}

function extremeLines(sweep: Sweep, surface: Surface): readonly string[] {
  return extremesOf(sweep, surface).flatMap(({ name, words, command }) => [
    `  ${name.padEnd(30)}  ${words}`,
    ...(command === undefined ? [] : [`    ${command}`]),
  ]);
}

function smallestText(smallest: SmallestFault): string {
  switch (smallest.kind) {
    case "found":
      return `${smallest.setting}, and every larger one`;
    case "none":
      return "none of these";
  }
}

function worstText({ inTime, mean, longest }: CellKind): string {
  const most = longest === undefined ? "some missed" : `longest ${numberText(longest)}`;
  return `${inTime.successes} of ${inTime.trials} in time, mean delay ${numberText(mean)}, ${most}`;
}

/** Values of an axis in the map, at most; with more, evenly spaced ones stand for all. */
const mapRows = 24;
const mapColumns = 64;

/** The fault's axis upwards, the other one across, a shade for each cell; nothing where there is no second axis. */
function mapLines({ axes, cells }: Sweep, surface: Surface): readonly string[] {
  const up = faultAxis(axes) ?? axes.at(-1);
  const across = axes.find((axis) => axis !== up);
  if (up === undefined || across === undefined || axes.length > 2) return [];
  const [highs, wides] = [spread(up.values, mapRows).toReversed(), spread(across.values, mapColumns)];
  const width = Math.max(...highs.map((value) => value.length));
  const bySettings = new Map(cells.map((cell) => [cell.settings.toSorted().join(" "), cell]));
  const rows = highs.map((high) => {
    const marks = wides.map((wide) => {
      const key = [`${up.target}=${high}`, `${across.target}=${wide}`].toSorted().join(" ");
      const cell = bySettings.get(key);
      return shadeOf(cell && figuresOf(cell, surface));
    });
    return `  ${high.padStart(width)} ${marks.join("")}`;
  });
  const [first = "", last = ""] = [wides.at(0), wides.at(-1)];
  const room = wides.length - first.length - last.length;
  const ends = room > 0 ? first + " ".repeat(room) + last : first;
  const isSome = highs.length < up.values.length || wides.length < across.values.length;
  return [
    `  ${up.target} up, ${across.target} across${isSome ? ", evenly spaced" : ""}: drills in time ${shadeWords}`,
    ...rows,
    `  ${" ".repeat(width)} ${ends}`,
  ];
}

/** At most this many, evenly spaced, with the first and the last. */
function spread(values: readonly string[], most: number): readonly string[] {
  if (values.length <= most) return values;
  const at = (place: number): number => Math.round((place * (values.length - 1)) / (most - 1));
  return Array.from({ length: most }, (_, place) => values[at(place)] ?? "");
}

const shadeWords = "█ reliably, ▓ 3/4, ▒ 1/2, ░ 1/4 or more, · fewer";

function shadeOf(figures: CellKind | undefined): string {
  if (figures === undefined) return " ";
  const { successes, trials } = figures.inTime;
  if (isReliable(figures.inTime)) return "█";
  const quarters = Math.floor((successes * 4) / trials);
  return "·░▒▓▓"[quarters] ?? "·";
}

/** The sweep as one JSON document. Delays in affected observations; one that is absent is among the misses. */
export function sweepJson(sweep: Sweep): string {
  const { scenario, axes, seeds, gates, cells, commandFor } = sweep;
  const document = {
    schemaVersion: 1,
    passed: cells.length === cellCount(axes) && crashedIn(sweep).length === 0,
    scenario,
    axes,
    seeds,
    complete: cells.length === cellCount(axes),
    detectors: gates.map(({ detector: name, options, severity }) => ({ name, options, severity })),
    summary: surfacesOf(cells).map((surface) => ({
      ...surface,
      smallestFault: settingOf(sweep, surface),
      worst: worstCell(cells, surface)?.settings,
    })),
    cells: cells.map((cell) => ({
      ...cell,
      detectors: cell.detectors.map((one, at) => ({ ...one, command: commandFor(cell, at) })),
    })),
  };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}

function settingOf({ axes, cells }: Sweep, surface: Parameters<typeof smallestFault>[2]): string | undefined {
  const smallest = smallestFault(axes, cells, surface);
  return smallest?.kind === "found" ? smallest.setting : undefined;
}
