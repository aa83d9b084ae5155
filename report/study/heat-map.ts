import type { ScaleBand } from "d3-scale";
import { scaleBand, scaleLinear } from "d3-scale";
import type { Axis, CellKind, CellResult, Surface, Sweep } from "../../domain/results/sweep.ts";
import { faultAxis, figuresOf } from "../../domain/results/sweep.ts";
import { printable } from "../../domain/text/printable.ts";
import { numberText } from "./words.ts";
import type { Figure } from "../svg/svg.ts";
import { element, label, xml } from "../svg/svg.ts";

const left = 80;
const top = 60;
const plotWidth = 640;
const plotHeight = 360;
const missedColour = "#b2182b";
/** Of delays, the shortest and the longest: the same on light and on dark, for tiles cover the ground. */
const delayColours = ["#eaf3fb", "#08306b"];
const labelsAtMost = 16;
const longestWords = 4000;
/** Tiles from this size on hold their figure. */
const roomyTile = { width: 36, height: 16 };

/**
 * A sweep of one or two axes as a picture: color is the delay that 95 % of the drills do not exceed, which a tile says where it has room.
 * @returns undefined for more axes, and where there is no incident
 */
export function heatMap(sweep: Sweep, surface: Surface, title: string): Figure | undefined {
  const { axes, cells } = sweep;
  const up = faultAxis(axes) ?? axes.at(-1);
  if (up === undefined || axes.length > 2 || surface.kind === undefined) return undefined;
  const across = axes.find((axis) => axis !== up) ?? { target: "", values: [""] };
  const longest = Math.max(1, ...cells.flatMap((cell) => figuresOf(cell, surface)?.p95 ?? []));
  const plot: Plot = {
    up,
    across,
    x: scaleBand(across.values, [left, left + plotWidth]),
    y: scaleBand(up.values, [top + plotHeight, top]),
    longest,
    colour: scaleLinear<string>([0, longest], delayColours),
  };
  return {
    width: left + plotWidth + 140,
    height: top + plotHeight + 60,
    title: printable(title),
    content: [
      ...cells.flatMap((cell) => tile(plot, sweep, surface, cell)),
      ...axisLabels(plot),
      ...legend(plot),
    ],
  };
}

interface Plot {
  readonly up: Axis;
  readonly across: Axis;
  readonly x: ScaleBand<string>;
  readonly y: ScaleBand<string>;
  readonly longest: number;
  readonly colour: (delay: number) => string;
}

function tile(
  { up, across, x, y, longest, colour }: Plot,
  sweep: Sweep,
  surface: Surface,
  cell: CellResult,
): readonly string[] {
  const figures = figuresOf(cell, surface);
  if (figures === undefined) return [];
  const place = {
    x: round(x(valueOn(across, cell)) ?? left),
    y: round(y(valueOn(up, cell)) ?? top),
    width: round(x.bandwidth()),
    height: round(y.bandwidth()),
    fill: figures.p95 === undefined ? missedColour : colour(figures.p95),
  };
  const words = [cell.settings.join(" "), figuresText(figures), sweep.commandFor(cell, surface.detector)];
  const title = element("title", {}, xml(words.map((line) => printable(line, longestWords)).join("\n")));
  const tileRect = element("rect", place, title);
  if (place.width < roomyTile.width || place.height < roomyTile.height) return [tileRect];
  const isDark = figures.p95 === undefined || figures.p95 > longest / 2;
  const middle = { x: round(place.x + place.width / 2), y: round(place.y + place.height / 2 + 4) };
  const look = { class: isDark ? "on-dark" : "on-light", "text-anchor": "middle", "pointer-events": "none" };
  return [tileRect, element("text", { ...middle, ...look }, tileText(figures.p95))];
}

function tileText(delay: number | undefined): string {
  return delay === undefined ? "missed" : numberText(delay);
}

function axisLabels({ up, across, x, y }: Plot): readonly string[] {
  const bottom = top + plotHeight;
  const middle = { "text-anchor": "middle" };
  return [
    ...shown(across.values).map((value) =>
      label(round((x(value) ?? left) + x.bandwidth() / 2), bottom + 16, printable(value), middle),
    ),
    ...shown(up.values).map((value) =>
      label(left - 6, round((y(value) ?? top) + y.bandwidth() / 2 + 4), printable(value), {
        "text-anchor": "end",
      }),
    ),
    label(left + plotWidth / 2, bottom + 40, printable(across.target), middle),
    label(16, top - 14, printable(up.target)),
  ];
}

function legend({ colour, longest }: Plot): readonly string[] {
  const x = left + plotWidth + 16;
  const steps = scaleLinear([0, longest], [0, 1]).ticks(5).filter(Number.isInteger);
  const missed = top + 20 + steps.length * 20;
  return [
    label(x, top, "p95, affected"),
    ...steps.flatMap((delay, at) => [
      element("rect", { x, y: top + 10 + at * 20, width: 16, height: 16, fill: colour(delay) }),
      label(x + 22, top + 22 + at * 20, numberText(delay)),
    ]),
    element("rect", { x, y: missed, width: 16, height: 16, fill: missedColour }),
    label(x + 22, missed + 12, "missed"),
  ];
}

function figuresText({ inTime, p50, p95, mean }: CellKind): string {
  return `${inTime.successes} of ${inTime.trials} in time, p50 ${tileText(p50)}, p95 ${tileText(p95)}, mean ${numberText(mean)}`;
}

function valueOn({ target }: Axis, { settings }: CellResult): string {
  return settings.find((setting) => setting.startsWith(`${target}=`))?.slice(target.length + 1) ?? "";
}

/** As many as there is room for, evenly. */
function shown(values: readonly string[]): readonly string[] {
  const step = Math.ceil(values.length / labelsAtMost);
  return values.filter((_, at) => at % step === 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
