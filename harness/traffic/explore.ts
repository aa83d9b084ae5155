import { join } from "node:path";
import { hashText } from "../../domain/chance/random.ts";
import { calendarHourOf } from "../../domain/time/calendar.ts";
import type { Truth } from "../../domain/truth.ts";
import { writeSheet, writeText } from "../../log/files/line-file.ts";
import type { BoundedCount, Origin } from "../../report/traffic/explored.ts";
import type { TimeBars } from "../../report/traffic/hour-bars.ts";
import { twiceAsWide } from "../../report/traffic/hour-bars.ts";
import { writeWholeFolder } from "../files/whole-folder.ts";

/** @param truth - absent if unknown */
export function originOf(truth: Truth | undefined): Origin {
  if (truth === undefined) return "unknown";
  return truth.incident === undefined ? "other" : "attack";
}

/** A copy of the text. A substring would keep its whole line in memory. */
export function detachedText(text: string): string {
  return Buffer.from(text, "utf16le").toString("utf16le");
}

export interface NameNumbers {
  readonly numberOf: (name: string) => number;
  /** Number of distinct names. */
  readonly known: () => BoundedCount;
}

/** Numbers texts. @param limit - names beyond it get the number of their 32-bit hash and are not counted */
export function nameNumbers(limit: number): NameNumbers {
  const numbers = new Map<string, number>();
  let overflowed = false;
  return {
    numberOf: (name) => {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      if (numbers.size < limit) {
        numbers.set(detachedText(name), numbers.size);
        return numbers.size - 1;
      }
      overflowed = true;
      return limit + hashText(name);
    },
    known: () => ({ count: numbers.size, bound: overflowed ? "at-least" : "exact" }),
  };
}

type Drawings<Explored, Drawn> = Readonly<Record<string, (explored: Explored) => Drawn>>;

/**
 * Writes pictures and tables, all or none of them.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeExplored<Explored>(
  folder: string,
  explored: Explored,
  pictures: Drawings<Explored, string>,
  sheets: Drawings<Explored, Iterable<readonly string[]>>,
): void {
  writeWholeFolder(folder, (unfinished) => {
    for (const [name, draw] of Object.entries(pictures)) writeText(join(unfinished, name), draw(explored));
    for (const [name, rows] of Object.entries(sheets)) writeSheet(join(unfinished, name), rows(explored));
  });
}

/** Counts the rows of a log by clock hour (UTC), in layers. */
export interface BarCollector {
  readonly add: (atMs: number, layer: number) => void;
  readonly finish: () => TimeBars;
}

/** @param limit - if there are more bars, all become twice as wide */
export function barCollector(limit: number, layers: number): BarCollector {
  let widthHours = 1;
  let bars = new Map<number, number[]>();

  function widen(): void {
    const wider = twiceAsWide({ widthHours, bars: inOrder() });
    widthHours = wider.widthHours;
    bars = new Map(wider.bars.map(({ index, counts }) => [index, [...counts]]));
  }

  function inOrder(): TimeBars["bars"] {
    return [...bars]
      .map(([index, counts]) => ({ index, counts }))
      .toSorted((one, other) => one.index - other.index);
  }

  return {
    add: (atMs, layer) => {
      const index = Math.floor(calendarHourOf(atMs) / widthHours);
      const counts = bars.get(index) ?? Array.from({ length: layers }, () => 0);
      bars.set(index, counts);
      counts[layer] = (counts[layer] ?? 0) + 1;
      while (bars.size > limit) widen();
    },
    finish: () => ({ widthHours, bars: inOrder() }),
  };
}
