import { printable } from "../../domain/text/printable.ts";
import { element, xml } from "../svg/svg.ts";

const longestText = 2000;

/** Text from anywhere as HTML and SVG show it: one line, nothing that could be markup, nothing invisible. */
export function text(shown: string): string {
  return xml(printable(shown, longestText));
}

/** A sentence of ours, in which `words` between backticks are to be typed. */
export function prose(sentence: string): string {
  return text(sentence).replaceAll(/`([\w .:=-]+)`/g, "<code>$1</code>");
}

/** A cell of a table: HTML, and how it stands. */
export interface Cell {
  readonly html: string;
  readonly kind?: "number" | "bar" | "long" | "when" | "tags";
}

export function cell(shown: string): Cell {
  return { html: text(shown) };
}

/** Text from a log, broken anywhere. */
export function long(shown: string): Cell {
  return { html: text(shown), kind: "long" };
}

/** An instant, never broken. */
export function when(shown: string): Cell {
  return { html: text(shown), kind: "when" };
}

export function number(shown: string): Cell {
  return { html: text(shown), kind: "number" };
}

/** Columns by their heads; the first cell of each row is its head. @param caption - what the table holds, for those who cannot see it */
export function table(caption: string, heads: readonly Cell[], rows: readonly (readonly Cell[])[]): string {
  const isWide = heads.some(({ kind }) => kind === "bar" || kind === "long");
  const head = heads.map((one) => filled("th", { scope: "col", ...classOf(one) }, one.html));
  const body = rows.map((cells) => {
    const [first = cell(""), ...others] = cells;
    const lead = filled("th", { scope: "row", ...classOf(first) }, first.html);
    return `<tr>${lead}${others.map((one) => filled("td", classOf(one), one.html)).join("")}</tr>`;
  });
  return (
    `<div class="scroll" role="group" aria-label="${text(caption)}"><table${isWide ? ' class="wide"' : ""}><caption>${text(caption)}</caption>` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`
  );
}

const classes = { number: "n", bar: "bar", long: "long", when: "w", tags: "tags" } as const;

function classOf({ kind }: Cell): Record<string, string> {
  return kind === undefined ? {} : { class: classes[kind] };
}

/** An element that is never written as an empty one, which HTML does not know. */
export function filled(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  html: string,
): string {
  return html === ""
    ? `${element(name, attributes, " ").slice(0, -name.length - 4)}</${name}>`
    : element(name, attributes, html);
}

export function section(title: string, ...html: readonly string[]): string {
  return `<section><h2>${text(title)}</h2>\n${html.join("\n")}</section>\n`;
}

/** Nothing without items. */
export function list(items: readonly string[]): string {
  return items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${text(item)}</li>`).join("")}</ul>`;
}

/** Names and their values. */
export function facts(pairs: readonly (readonly [name: string, html: string])[]): string {
  return `<dl>${pairs.map(([name, html]) => `<dt>${text(name)}</dt><dd>${html}</dd>`).join("")}</dl>`;
}

export function unfolding(summary: string, html: string): string {
  return `<details><summary>${text(summary)}</summary>${html}</details>`;
}

export function tag(word: string, kind: "good" | "bad" | "warn" | "plain" = "plain"): string {
  return `<span class="tag${kind === "plain" ? "" : ` ${kind}`}">${text(word)}</span>`;
}

/** The head of a column of bars, for those who cannot see them. */
export const barHead: Cell = { html: '<span class="unseen">bar</span>', kind: "bar" };

/** A horizontal bar. @param parts - in percent of the width, with a class */
export function bar(
  parts: readonly { readonly from: number; readonly width: number; readonly name: string }[],
): Cell {
  const rects = parts.map(({ from, width, name }) =>
    element("rect", {
      ...(name === "" ? {} : { class: name }),
      x: `${from}%`,
      y: 1,
      width: `${Math.max(0.3, width)}%`,
      height: 8,
      rx: 1.5,
    }),
  );
  const ground = element("line", { x1: "0%", x2: "100%", y1: 9.5, y2: 9.5 });
  return { html: element("svg", { "aria-hidden": "true" }, ground + rects.join("")), kind: "bar" };
}
