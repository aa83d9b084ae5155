import { parseWithin } from "../../domain/gate.ts";
import type { Floor } from "../../domain/results/repeat.ts";
import type { DelayDistribution } from "../../domain/results/document.ts";
import type { Within } from "../../domain/scenario.ts";
import { countText } from "../text/sentences.ts";
import { element, xml } from "./svg.ts";
import { valueScale } from "./values.ts";

const height = 150;
const barsAtMost = 60;
const ticksAtMost = 12;

/** What the delays of a distribution are compared with. */
interface Limits {
  readonly within: Within;
  readonly floor: Floor | undefined;
}

/**
 * How many incidents had which delay, in affected observations, with the deadline, the floor, and the misses at the end. As wide as its
 * place; `label` goes to those who cannot see it.
 */
export function delayPicture(
  distribution: DelayDistribution,
  { within, floor }: Limits,
  label: string,
): string {
  const { delays, missed } = distribution;
  const deadline = parseWithin(within);
  const limit = deadline.kind === "observations" ? deadline.count : undefined;
  const longest = Math.max(1, (limit ?? 0) + 1, Math.ceil(floor?.delay ?? 1), delays.at(-1)?.[0] ?? 1);
  const least = Math.min(1, delays[0]?.[0] ?? 1);
  const size = Math.ceil((longest - least + 1) / barsAtMost);
  const bars = barsOf(delays, least, size);
  const columns = Math.ceil((longest - least + 1) / size) + (missed > 0 ? 2 : 0);
  const share = (columnsBefore: number): string => `${Math.round((columnsBefore / columns) * 1e4) / 100}%`;
  const placeOf = (delay: number): string => share((delay - least) / size);
  const scale = valueScale(0, Math.max(missed, ...bars.values()), height, (count) =>
    Number.isInteger(count) ? countText(count) : "",
  );
  const barAt = (column: number, count: number, name: string, words: string): string =>
    element(
      "rect",
      {
        class: name,
        x: share(column + 0.1),
        width: share(0.8),
        y: scale.y(count),
        height: height - scale.y(count),
        rx: 1.5,
      },
      element("title", {}, xml(words)),
    );
  const shown = [...bars].map(([column, count]) => {
    const from = least + column * size;
    const range = size === 1 ? countText(from) : `${countText(from)} to ${countText(from + size - 1)}`;
    return barAt(
      column,
      count,
      limit !== undefined && from > limit ? "delay late" : "delay",
      `${range}: ${countText(count)}`,
    );
  });
  const step = Math.ceil(columns / ticksAtMost);
  const ticks = Array.from({ length: columns - (missed > 0 ? 2 : 0) }, (_, column) => column)
    .filter((column) => column % step === 0)
    .map((column) =>
      element(
        "text",
        { x: share(column + 0.5), y: height + 16, "text-anchor": "middle" },
        countText(least + column * size),
      ),
    );
  const marks = [
    ...(limit === undefined ? [] : verticalAt(placeOf(limit + 1), "limit-line", "deadline", 12)),
    ...(floor === undefined ? [] : verticalAt(placeOf(floor.delay + 0.5), "floor-line", "floor", 26)),
    ...(missed === 0
      ? []
      : [
          barAt(columns - 1, missed, "delay missed", `missed: ${countText(missed)}`),
          element("text", { x: share(columns - 0.5), y: height + 16, "text-anchor": "middle" }, "missed"),
        ]),
  ];
  const content = [
    ...scale.ticks.flatMap(({ y, text }) => [
      element("line", { class: "grid", x1: "0%", x2: "100%", y1: y, y2: y }),
      element("text", { x: -8, y: y + 4, "text-anchor": "end" }, xml(text)),
    ]),
    ...shown,
    ...ticks,
    ...marks,
    element("line", { class: "axis", x1: "0%", x2: "100%", y1: height, y2: height }),
  ];
  const place = { class: "plot", height: height + 24, role: "img", "aria-label": label };
  return element("svg", place, content.join(""));
}

/** Incidents by column of the picture. */
function barsOf(
  delays: DelayDistribution["delays"],
  least: number,
  size: number,
): ReadonlyMap<number, number> {
  const bars = new Map<number, number>();
  for (const [delay, count] of delays) {
    const column = Math.floor((delay - least) / size);
    bars.set(column, (bars.get(column) ?? 0) + count);
  }
  return bars;
}

function verticalAt(x: string, name: string, word: string, y: number): readonly string[] {
  return [
    element("line", { class: name, x1: x, x2: x, y1: 0, y2: height }),
    element(
      "text",
      { class: `${name}-name`, x, ...(parseFloat(x) > 80 ? { dx: -5, "text-anchor": "end" } : { dx: 5 }), y },
      word,
    ),
  ];
}
