import { plural, printable } from "../../domain/text/printable.ts";
import { wrap } from "../text/paint.ts";
import type { DrawnRun, Panel } from "./panels.ts";
import { panelsOf } from "./panels.ts";
import { pictureStyle } from "./style.ts";
import { element, xml } from "./svg.ts";

const width = 860;
const [left, right] = [66, 24];
const titleChars = 92;
const headingHeight = 26;
const lineHeight = 21;
const longestText = 300;
const [keysFrom, keyWidth] = [170, 110];

const more = `
svg text.heading { font-size: 12px; font-weight: 600; fill: var(--ink); }
svg text.detail { font-weight: 400; fill: var(--soft); }
svg text .detail { font-weight: 400; fill: var(--soft); }
`;

/**
 * Runs of one scenario as one SVG document: the verdicts, and everything over time. No script and nothing from elsewhere; light or
 * dark as the reader's system. Ends in a newline.
 */
export function drillPicture(runs: readonly DrawnRun[]): string {
  const titles = runs.flatMap(({ label, document: { verdict } }) =>
    wrap(shown(`${label === "" ? "" : `${label}: `}${verdict.summary ?? verdict.scenario}`), titleChars),
  );
  const head = titles.map((line, at) =>
    element("text", { class: "title", x: 20, y: 32 + at * lineHeight }, xml(line)),
  );
  let y = 32 + titles.length * lineHeight;
  const panels = panelsOf(runs.filter(({ document }) => document.charts.length > 0)).map((panel) => {
    const drawn = placed(panel, y);
    y += panel.height + (panel.heading === "" ? 0 : headingHeight) + (panel.kind === "axis" ? 4 : 8);
    return drawn;
  });
  const height = y + 8;
  const description = runs.map(
    ({ document: { verdict, incidents } }) =>
      `${verdict.summary ?? ""} ${plural(incidents.length, "incident")}.`,
  );
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-label": shown(titles.join(" ")),
  };
  return `${element(
    "svg",
    attributes,
    [
      "",
      element("title", {}, xml(shown(titles.join(" ")))),
      element("desc", {}, xml(shown(description.join(" ")))),
      `<style>${pictureStyle}${more}</style>`,
      element("rect", { class: "paper", width, height, rx: 10 }),
      ...head,
      ...panels,
      "",
    ].join("\n"),
  )}\n`;
}

function placed({ heading, keys, height, content }: Panel, top: number): string {
  const [name = "", ...details] = heading.split(" · ");
  const detail =
    details.length === 0 ? "" : element("tspan", { class: "detail", dx: 6 }, xml(shown(details.join(" · "))));
  const named = keys.map(({ colour, name: curve }, at) => {
    const x = left + keysFrom + at * keyWidth;
    return (
      element("line", { class: `line ${colour}`, x1: x, x2: x + 16, y1: top + 11, y2: top + 11 }) +
      element("text", { class: "heading", x: x + 21, y: top + 15 }, xml(shown(curve)))
    );
  });
  const words = element("text", { class: "heading", x: 20, y: top + 15 }, xml(shown(name)) + detail);
  const head = heading === "" ? "" : words + named.join("");
  const y = top + (heading === "" ? 0 : headingHeight);
  const plot = { x: left, y, width: width - left - right, height, overflow: "visible" };
  return `${head}${element("svg", plot, content)}`;
}

function shown(text: string): string {
  return printable(text, longestText);
}
