import { pictureStyle } from "./style.ts";

/** Text as XML takes it, in content and in attributes: without U+FFFE and U+FFFF, which it does not know. */
export function xml(text: string): string {
  return text
    .replaceAll(/[\u{fffe}\u{ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

type Attributes = Readonly<Record<string, string | number>>;

/** An element with its attributes; `content` is XML already. */
export function element(name: string, attributes: Attributes, content = ""): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${xml(String(value))}"`);
  return content === "" ? `<${name}${list.join("")}/>` : `<${name}${list.join("")}>${content}</${name}>`;
}

/** A picture as data. Its colours are those of the style sheet of pictures, light and dark. */
export interface Figure {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** SVG elements. */
  readonly content: readonly string[];
}

/** Of the heading, in pixels. */
const headingHeight = 30;

/** As a part of a page, which has the style sheet and a heading. */
export function figurePart(figure: Figure): string {
  return figureElement(figure, headingHeight);
}

/** As a file of its own: nothing from elsewhere, light or dark as the reader's system. Ends in a newline. */
export function figureFile({ width, height, title, content }: Figure): string {
  const ground = element("rect", { class: "paper", width, height });
  const heading = label(16, 22, title, { class: "title" });
  const sheet = `<style>${pictureStyle}</style>`;
  return `${figureElement({ width, height, title, content: [sheet, ground, heading, ...content] }, 0)}\n`;
}

/** @param fromY - what is above is left out */
function figureElement({ width, height, title, content }: Figure, fromY: number): string {
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 ${fromY} ${width} ${height - fromY}`,
    width,
    height: height - fromY,
    role: "img",
    "aria-label": title,
  };
  return element("svg", attributes, `\n${content.join("\n")}\n`);
}

/** Of the curve at a place among others: six colours, then the same ones dashed. */
export function curveClass(at: number): string {
  return `line c${at % curveColours}${at < curveColours ? "" : " again"}`;
}

/** The colour of that curve, for what is no line. */
export function curveColour(at: number): string {
  return `var(--c${at % curveColours})`;
}

const curveColours = 6;

export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element("text", { x, y, ...attributes }, xml(text));
}
