import { element, figureFile, label, xml } from "./svg.ts";
import { wrap } from "../text/paint.ts";
import type { Tick } from "./scales.ts";

/** Where the marks of a picture stand, in pixels. */
export const area = { left: 76, right: 716, top: 64, bottom: 404 } as const;

/** One axis with its name. */
interface Axis {
  readonly name: string;
  readonly ticks: readonly Tick[];
}

/** A mark and what it means. */
export interface LegendEntry {
  /** SVG, drawn around the origin and 12 pixels wide and high. */
  readonly mark: string;
  readonly text: string;
}

/** A picture as data, but for its marks. */
export interface Plot {
  readonly title: string;
  /** The figures in words, for those who cannot see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly legend: readonly LegendEntry[];
  /** SVG elements. */
  readonly marks: readonly string[];
  /** Sentences below it. */
  readonly captions: readonly string[];
}

const legendWidth = 250;
const captionChars = 140;
const captionLineHeight = 16;

/** An SVG document, light or dark as the reader's system. No scripts, nothing from elsewhere. */
export function plotPicture({ title, description, x, y, legend, marks, captions }: Plot): string {
  const lines = captions.flatMap((caption) => wrap(caption, captionChars));
  const height = area.bottom + 60 + lines.length * captionLineHeight;
  const content = [
    element("title", {}, xml(title)),
    element("desc", {}, xml([description, ...captions].join(" "))),
    ...xAxis(x),
    ...yAxis(y),
    ...marks,
    ...legend.map(legendLine),
    ...lines.map((line, at) => label(16, area.bottom + 62 + at * captionLineHeight, line)),
  ];
  return figureFile({ width: area.right + legendWidth, height, title, content });
}

function xAxis({ name, ticks }: Axis): readonly string[] {
  const { left, right, top, bottom } = area;
  return [
    ...ticks.map(({ at }) => element("path", { class: "grid", d: `M${at} ${top}V${bottom}` })),
    element("path", { class: "axis", d: `M${left} ${bottom}H${right}` }),
    ...ticks.map(({ at, text }) => label(at, bottom + 16, text, { "text-anchor": "middle" })),
    label((left + right) / 2, bottom + 38, name, { "text-anchor": "middle" }),
  ];
}

function yAxis({ name, ticks }: Axis): readonly string[] {
  const { left, right, top, bottom } = area;
  return [
    ...ticks.map(({ at }) => element("path", { class: "grid", d: `M${left} ${at}H${right}` })),
    element("path", { class: "axis", d: `M${left} ${top}V${bottom}` }),
    ...ticks.map(({ at, text }) => label(left - 6, at + 4, text, { "text-anchor": "end" })),
    label(16, top - 16, name),
  ];
}

function legendLine({ mark, text }: LegendEntry, at: number): string {
  const [x, y] = [area.right + 24, area.top + 6 + at * 20];
  return `${element("g", { transform: `translate(${x} ${y})` }, mark)}\n${label(x + 14, y + 4, text)}`;
}
