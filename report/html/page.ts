import { documentSchemaVersion } from "../../domain/results/document.ts";
import { printableJson } from "../../domain/text/printable.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { DrawnRun } from "../svg/panels.ts";
import { countText } from "../text/sentences.ts";
import type { Versions } from "./drill.ts";
import { drillSections, lengthText } from "./drill.ts";
import { text } from "./markup.ts";
import { pageScript } from "./script.ts";
import { pageStyle } from "./style.ts";

/** What a page is made with. */
export interface PageMaking {
  readonly versions: Versions;
  /** SHA-256 in base64, of text in UTF-8. */
  readonly sha256: (text: string) => string;
}

/** The id of the element that holds the data of a page. */
export const dataElementId = "firedrill-report";

/** A page of one drill, or of several drawn over each other. @param runs - at least one */
export function drillPage(runs: readonly DrawnRun[], making: PageMaking): string {
  const verdicts = runs.map(({ document }) => document.verdict);
  const [first] = verdicts;
  const title =
    runs.length === 1 && first !== undefined
      ? `${first.scenario}: ${statusOf(first).toUpperCase()}`
      : comparedTitle(runs);
  return page(
    { title, head: runs.map((run) => head(run)).join(""), main: drillSections(runs, making.versions) },
    { schemaVersion: documentSchemaVersion, runs: runs.map(({ document }) => document) },
    making,
  );
}

function comparedTitle(runs: readonly DrawnRun[]): string {
  return `${countText(runs.length)} runs: ${runs.map(({ document }) => document.verdict.scenario).join(", ")}`;
}

/** How something ended, in one word. */
type StatusName = "passed" | "failed" | "invalid";

/** SVG paths, 14 pixels wide and high. */
const signs: Readonly<Record<StatusName, string>> = {
  passed: "M2.5 7.5L6 11L12 3.5",
  failed: "M3 3L11 11M11 3L3 11",
  invalid: "M7 2V8.5M7 11.5V12",
};

function statusOf({ passed, error, detectors }: Verdict): StatusName {
  if (error !== undefined || detectors.some((one) => one.error !== undefined)) return "invalid";
  return passed ? "passed" : "failed";
}

/** Verdict sentence and replay command. */
function head({ label, from, document: { verdict } }: DrawnRun): string {
  const { scenario, seed, clock, summary = "", replay } = verdict;
  const drawn = clock === "recorded" ? "" : `, seed ${seed}`;
  return statusLine(
    statusOf(verdict),
    [label, scenario, from ?? ""].filter((part) => part !== "").join(" · "),
    summary.replace(/^(?:PASSED|FAILED|INVALID): /, ""),
    `${scenario}${drawn}, ${clock} clock: ${lengthText(verdict)}`,
    replay,
  );
}

/** The top of a page. @param status - absent where nothing was required. @param command - plays it again */
export function statusLine(
  status: StatusName | undefined,
  name: string,
  sentence: string,
  meta: string,
  command: string | undefined,
): string {
  const sign =
    status === undefined
      ? ""
      : `<svg viewBox="0 0 14 14" aria-hidden="true"><path d="${signs[status]}"/></svg>`;
  const word =
    status === undefined ? "" : `<span class="status ${status}">${sign}${status.toUpperCase()}</span>`;
  const replay =
    command === undefined
      ? ""
      : `<div class="replay"><code>${text(command)}</code><button type="button" data-copy="" hidden="">Copy</button></div>`;
  return `<div class="brand">${word}<span>${text(name)}</span></div><h1>${text(sentence)}</h1><p class="meta">${text(meta)}</p>${replay}`;
}

interface Content {
  readonly title: string;
  /** HTML. */
  readonly head: string;
  /** HTML. */
  readonly main: string;
}

/**
 * A whole file: nothing is loaded from elsewhere, and its policy lets nothing run or style but what is written here.
 * @param data - travels in it as JSON, for the script and for whoever reads the file back
 */
export function page(
  { title, head: header, main }: Content,
  data: unknown,
  { sha256, versions }: PageMaking,
): string {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256(pageScript)}'`,
    `style-src 'sha256-${sha256(pageStyle)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="referrer" content="no-referrer">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${text(title)}</title>`,
    `<style>${pageStyle}</style>\n</head>\n<body>`,
    `<header>${header}</header>`,
    `<main>\n${main}</main>`,
    `<footer>${text(`Made by firedrill ${versions.firedrill}. This file asks nothing of the network; its figures are in it as JSON.`)}</footer>`,
    `<template id="${dataElementId}">${embedded(data)}</template>`,
    `<script>${pageScript}</script>\n</body>\n</html>\n`,
  ].join("\n");
}

/** JSON without a character that HTML could read, or that cannot be seen. */
function embedded(data: unknown): string {
  return printableJson(JSON.stringify(data)).replaceAll(
    /[<>&\u{fffe}\u{ffff}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
