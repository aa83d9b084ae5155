import { printable } from "../../../domain/text/printable.ts";
import type { Origin, BoundedCount } from "./exploration.ts";

const longestShown = 60;

/** Text from a log, fit for a terminal and for XML: XML knows no U+FFFE and U+FFFF, which nobody can see either. */
export function foreignText(text: string): string {
  return printable(text, longestShown).replaceAll(/[\u{fffe}\u{ffff}]/gu, "");
}

/** `12,345`. */
export function countText(count: number): string {
  return count.toLocaleString("en");
}

/** `1 address`, `327 addresses`. */
export function counted(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
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

/** `57.3 %`. @param share - 0 to 1 */
export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

/** What addresses of an origin are called in a legend. */
export function originText(origin: Origin): string {
  switch (origin) {
    case "attack":
      return "attack addresses";
    case "other":
      return "other addresses";
    case "unknown":
      return "addresses";
  }
}
