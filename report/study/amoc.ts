import { scaleLinear, scaleLog } from "d3-scale";
import type { AmocCurve, AmocPoint } from "../../domain/results/amoc.ts";
import { printable, printableJson } from "../../domain/text/printable.ts";
import { element, label, picture, xml } from "../svg/svg.ts";
import type { CrashedDetector } from "../../domain/results/statistics.ts";
import type { Paint } from "../text/paint.ts";
import { alignedRows } from "../text/paint.ts";
import { crashedLine, numberText, replaysSentence } from "./words.ts";

const head = ["false alarms/1,000", "delay", "missed", "setting"];

/** A table for each curve, after the settings that could not be judged. Ends in a newline. */
export function amocText(
  curves: readonly AmocCurve[],
  crashed: readonly CrashedDetector[],
  paint: Paint,
): string {
  const errors = crashed.map((one) => `${paint.red(crashedLine(one))}\n`);
  const tables = curves.map(({ detector, kind, points }) => {
    const rows = points.map(({ spec, falseAlarmsPerThousand, delay, missed, incidents }) => [
      numberText(falseAlarmsPerThousand),
      numberText(delay),
      `${missed}/${incidents}`,
      printable(spec),
    ]);
    return `${[printable(`${detector}, ${kind}`), ...alignedRows([head, ...rows])].join("\n")}\n`;
  });
  const replays = replaysSentence(curves.flatMap(({ points }) => points)).map((line) => `${line}.\n`);
  return [...(errors.length === 0 ? [] : [errors.join("")]), ...tables, ...replays].join("\n");
}

/** One JSON document. */
export function amocJson(
  scenario: string,
  curves: readonly AmocCurve[],
  crashed: readonly CrashedDetector[],
): string {
  const document = {
    schemaVersion: 1,
    passed: crashed.length === 0,
    scenario,
    curves,
    ...(crashed.length === 0 ? {} : { crashed }),
  };
  return `${printableJson(JSON.stringify(document, undefined, 2))}\n`;
}

const left = 70;
const top = 50;
const plotWidth = 560;
const plotHeight = 320;
const colours = ["#1b6ca8", "#b2182b", "#1a7f37", "#8250df", "#9a6700", "#0a3069", "#bf3989", "#57606a"];

/** No false alarm at all has no place on a logarithmic axis: such points stand at its left end. */
export function amocPicture(title: string, curves: readonly AmocCurve[]): string {
  const points = curves.flatMap((curve) => curve.points);
  const rates = points.map((point) => point.falseAlarmsPerThousand).filter((rate) => rate > 0);
  const least = Math.min(1, ...rates) / 2;
  const x = scaleLog([least, Math.max(10, ...rates)], [left, left + plotWidth]);
  const y = scaleLinear(
    [0, Math.max(1, ...points.map(({ delay }) => delay))],
    [top + plotHeight, top],
  ).nice();
  const place = ({ falseAlarmsPerThousand, delay }: AmocPoint): readonly [number, number] => [
    round(x(Math.max(least, falseAlarmsPerThousand))),
    round(y(delay)),
  ];
  const bottom = top + plotHeight;
  return picture(left + plotWidth + 220, bottom + 50, printable(title), [
    element("path", { d: `M${left} ${top}V${bottom}H${left + plotWidth}`, fill: "none", stroke: "#57606a" }),
    ...powersOfTen(x.ticks()).map((rate) =>
      label(round(x(rate)), bottom + 16, numberText(rate), { "text-anchor": "middle" }),
    ),
    ...y
      .ticks(6)
      .map((delay) => label(left - 6, round(y(delay)) + 4, numberText(delay), { "text-anchor": "end" })),
    label(left + plotWidth / 2, bottom + 38, "false alarms per 1,000 observations", {
      "text-anchor": "middle",
    }),
    label(16, top - 10, "mean delay, affected observations"),
    ...curves.flatMap((curve, at) => drawn(curve, at, place)),
  ]);
}

function drawn(
  { detector, kind, points }: AmocCurve,
  at: number,
  place: (point: AmocPoint) => readonly [number, number],
): readonly string[] {
  const colour = colours[at % colours.length] ?? "#000000";
  const x = left + plotWidth + 16;
  const path = points.map((point, index) => `${index === 0 ? "M" : "L"}${place(point).join(" ")}`).join("");
  return [
    element("path", { d: path, fill: "none", stroke: colour, "stroke-width": 1.5 }),
    ...points.map((point) => {
      const [cx, cy] = place(point);
      return element("circle", { cx, cy, r: 3, fill: colour }, element("title", {}, xml(point.spec)));
    }),
    element("rect", { x, y: top + at * 20, width: 12, height: 12, fill: colour }),
    label(x + 18, top + 10 + at * 20, printable(`${detector}, ${kind}`)),
  ];
}

/** The others would stand on each other. */
function powersOfTen(ticks: readonly number[]): readonly number[] {
  return ticks.filter((tick) => /^(?:0\.0*)?10*$/.test(String(tick)));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
