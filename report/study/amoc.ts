import { scaleLog } from "d3-scale";
import type { AmocCurve, AmocPoint, AmocStudy } from "../../domain/results/amoc.ts";
import { printable, printableJson } from "../../domain/text/printable.ts";
import type { Figure } from "../svg/svg.ts";
import { curveClass, curveColour, element, label, xml } from "../svg/svg.ts";
import type { Paint } from "../text/paint.ts";
import { alignedRows } from "../text/paint.ts";
import { crashedLine, numberText, replaysSentence } from "./words.ts";

type Judged = Pick<AmocStudy, "curves" | "crashed">;

const head = ["false alarms/1,000", "delay", "missed", "setting"];

/** A table for each curve, after the settings that could not be judged. Ends in a newline. */
export function amocText({ curves, crashed }: Judged, paint: Paint): string {
  const errors = crashed.map((one) => `${paint.red(crashedLine(one))}\n`);
  const told = amocSentences(curves).map((sentence) => `${sentence}.\n`);
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
  const blocks = [errors, ...tables.map((one) => [one]), told, replays];
  return blocks.flatMap((block) => (block.length === 0 ? [] : [block.join("")])).join("\n");
}

/** Of each curve the setting with the shortest delay among those without a false alarm and without a miss. */
export function amocSentences(curves: readonly AmocCurve[]): readonly string[] {
  return curves.map(({ detector, kind, points }) => {
    const calm = points.filter(
      ({ falseAlarmsPerThousand, missed }) => falseAlarmsPerThousand === 0 && missed === 0,
    );
    const [best] = calm.toSorted((a, b) => a.delay - b.delay);
    const name = `${printable(detector)}, ${printable(kind)}`;
    if (best === undefined) return `${name}: every setting misses something or raises false alarms`;
    const delay = `${numberText(best.delay)} affected ${best.delay === 1 ? "observation" : "observations"}`;
    return `${name}: noticed after ${delay} on average, without a false alarm or a miss, at ${printable(best.spec)}`;
  });
}

/** One JSON document. */
export function amocJson({ scenario, curves, crashed }: Judged & Pick<AmocStudy, "scenario">): string {
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
const top = 64;
const plotWidth = 560;
const plotHeight = 320;
const legendWidth = 240;
const legendLine = 20;
const longestLabel = 34;

/** No false alarm at all has no place on a logarithmic axis: such points stand at its left end. */
export function amocFigure(scenario: string, curves: readonly AmocCurve[]): Figure {
  const points = curves.flatMap((curve) => curve.points);
  const rates = points.map((point) => point.falseAlarmsPerThousand).filter((rate) => rate > 0);
  const least = Math.min(1, ...rates) / 2;
  const x = scaleLog([least, Math.max(10, ...rates)], [left, left + plotWidth]);
  const delays = points.map(({ delay }) => delay).filter((delay) => delay > 0);
  const soonest = Math.min(1, ...delays);
  const y = scaleLog([soonest, Math.max(10, ...delays)], [top + plotHeight, top]);
  const place = ({ falseAlarmsPerThousand, delay }: AmocPoint): readonly [number, number] => [
    round(x(Math.max(least, falseAlarmsPerThousand))),
    round(y(Math.max(soonest, delay))),
  ];
  const bottom = top + plotHeight;
  const right = left + plotWidth;
  const middle = { "text-anchor": "middle" };
  return {
    width: right + legendWidth,
    height: Math.max(bottom + 54, top + curves.length * legendLine + legendLine),
    title: `${printable(scenario)}: delay against false alarms`,
    content: [
      ...powersOfTen(x.ticks()).flatMap((rate) => [
        element("path", { class: "grid", d: `M${round(x(rate))} ${top}V${bottom}` }),
        label(round(x(rate)), bottom + 18, numberText(rate), middle),
      ]),
      ...(rates.length < points.length ? [label(left, bottom + 18, "none", middle)] : []),
      ...y
        .ticks()
        .filter(isRound)
        .flatMap((delay) => [
          element("path", { class: "grid", d: `M${left} ${round(y(delay))}H${right}` }),
          label(left - 8, round(y(delay)) + 4, numberText(delay), { "text-anchor": "end" }),
        ]),
      element("path", { class: "axis", d: `M${left} ${top}V${bottom}H${right}`, fill: "none" }),
      label(left + plotWidth / 2, bottom + 40, "false alarms per 1,000 observations", middle),
      label(16, top - 16, "mean delay, affected observations (both axes are logarithmic)"),
      ...curves.flatMap((curve, at) => drawn(curve, at, place)),
    ],
  };
}

/** A hollow point is a setting at which everything was missed. */
function drawn(
  { detector, kind, points }: AmocCurve,
  at: number,
  place: (point: AmocPoint) => readonly [number, number],
): readonly string[] {
  const [x, y] = [left + plotWidth + 16, top + 6 + at * legendLine];
  const path = points.map((point, index) => `${index === 0 ? "M" : "L"}${place(point).join(" ")}`).join("");
  const name = printable(`${detector}, ${kind}`);
  return [
    element("path", { class: curveClass(at), d: path }),
    ...points.map((point) => {
      const [cx, cy] = place(point);
      const fill = point.missed === point.incidents ? "var(--paper)" : curveColour(at);
      const shape = { cx, cy, r: 3.5, fill, stroke: curveColour(at), "stroke-width": 1.6 };
      return element("circle", shape, element("title", {}, xml(pointText(point))));
    }),
    element("path", { class: curveClass(at), d: `M${x} ${y}h18` }),
    element(
      "text",
      { x: x + 25, y: y + 4 },
      xml(printable(name, longestLabel)) + element("title", {}, xml(name)),
    ),
  ];
}

function pointText({ spec, falseAlarmsPerThousand, delay, missed, incidents }: AmocPoint): string {
  return `${printable(spec)}: ${numberText(falseAlarmsPerThousand)} false alarms per 1,000, mean delay ${numberText(delay)}, ${missed} of ${incidents} missed`;
}

/** The others would stand on each other. */
function powersOfTen(ticks: readonly number[]): readonly number[] {
  return ticks.filter((tick) => /^(?:0\.0*)?10*$/.test(String(tick)));
}

/** 1, 2 or 5 times a power of ten. */
function isRound(tick: number): boolean {
  return /^(?:0\.0*)?[125]0*$/.test(String(tick));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
