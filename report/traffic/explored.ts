import { printable } from "../../domain/text/printable.ts";
import { countText } from "../text/sentences.ts";

/** Whose rows: of an attack, of anybody else, or of a log that does not say. */
export type Origin = "attack" | "other" | "unknown";

/** A count, and what is known about it where there were too many things to tell apart. */
export interface BoundedCount {
  readonly count: number;
  readonly bound: "exact" | "at-least" | "at-most";
}

/** `327`, `10,000 or more`, `at most 300,000`. */
export function boundedText({ count, bound }: BoundedCount): string {
  switch (bound) {
    case "exact":
      return countText(count);
    case "at-least":
      return `${countText(count)} or more`;
    case "at-most":
      return `at most ${countText(count)}`;
  }
}

const longestShown = 60;

/** Text from a log, fit for a terminal and for XML: XML excludes U+FFFE and U+FFFF, which are invisible anyway. */
export function foreignText(text: string): string {
  return printable(text, longestShown).replaceAll(/[\u{fffe}\u{ffff}]/gu, "");
}

const colours: Readonly<Record<Origin, string>> = {
  attack: "var(--bad)",
  other: "var(--c0)",
  unknown: "var(--c0)",
};

export function colourOf(origin: Origin): string {
  return colours[origin];
}
