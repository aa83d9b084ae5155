import { plural, printable } from "../../domain/text/printable.ts";
import type { IncidentVerdict } from "../../domain/verdict.ts";
import type { CaseResult, FinishedDrill, FinishedRepeat, TestCase } from "../junit/test-cases.ts";
import { repeatCasesOf, testCasesOf } from "../junit/test-cases.ts";
import { seedsText } from "../study/repeat.ts";
import { durationText } from "../text/sentences.ts";

export interface SummarisedDrill extends FinishedDrill {
  /** The text report without colours; unfolds below the table. */
  readonly picture?: string;
}

/** GitHub refuses a summary that is larger, as a whole. */
const limitBytes = 1_048_576;
const note = "\nThis is not all: the rest did not fit.\n";

/**
 * Markdown to append to the file that `GITHUB_STEP_SUMMARY` names: a table with a row for each detector and incident,
 * then the pictures. What does not fit is left out, and a note says so.
 * @param roomBytes - what is left for it in that file
 * @throws RangeError when trace and verdict do not have the same detectors
 */
export function stepSummary(drills: readonly SummarisedDrill[], roomBytes = limitBytes): string {
  const passed = drills.filter(({ verdict }) => verdict.passed).length;
  const parts = drills.map((drill) => {
    const { scenario, seed, clock } = drill.verdict;
    const title = `${printable(scenario)}, seed ${seed}, ${printable(clock)}`;
    return { title, cases: testCasesOf(drill), picture: drill.picture };
  });
  return summary(`${passed} of ${plural(drills.length, "drill")} passed`, parts, roomBytes);
}

/** The same of repeats. */
export function repeatSummary(repeats: readonly FinishedRepeat[], roomBytes = limitBytes): string {
  const passed = repeats.filter(({ repeat }) => repeat.passed).length;
  const parts = repeats.map(({ repeat, picture }) => {
    const title = `${printable(repeat.scenario)}, ${seedsText(repeat)}, ${printable(repeat.clock)}`;
    return { title, cases: repeatCasesOf(repeat), picture };
  });
  return summary(`${passed} of ${plural(repeats.length, "scenario")} passed`, parts, roomBytes);
}

interface Part {
  /** Scenario, seeds and clock. */
  readonly title: string;
  readonly cases: readonly TestCase[];
  readonly picture: string | undefined;
}

function summary(headline: string, parts: readonly Part[], roomBytes: number): string {
  const head = [
    `## Firedrill: ${headline}\n\n`,
    "| | Scenario | Detector | Asked | Delay | Observations | False alarms | What happened |\n",
    "| --- | --- | --- | --- | --- | --- | --- | --- |\n",
  ];
  const rows = parts.flatMap(({ title, cases }) => cases.map((one) => row(title, one)));
  const pictures = parts.flatMap(({ title, picture }) =>
    picture === undefined ? [] : [unfolding(title, picture)],
  );
  return cut([...head, ...rows, ...pictures], roomBytes);
}

function row(title: string, { detector, asked, severity, incident, falseAlarms, result }: TestCase): string {
  const cells = [
    mark(result),
    title,
    detector,
    severity === undefined ? asked : `${asked} at ${severity}`,
    incident?.delayMs === undefined ? "" : durationText(incident.delayMs),
    observationsText(incident),
    falseAlarms === undefined ? "" : String(falseAlarms),
    result.message,
  ];
  return `| ${cells.map(escaped).join(" | ")} |\n`;
}

/** `3 of 10`: the affected observations that it took, and those allowed. */
function observationsText(incident: IncidentVerdict | undefined): string {
  if (incident?.delayAffected === undefined) return "";
  return typeof incident.within === "number"
    ? `${incident.delayAffected} of ${incident.within}`
    : String(incident.delayAffected);
}

function mark({ kind }: CaseResult): string {
  switch (kind) {
    case "passed":
      return "✅";
    case "failed":
      return "❌";
    case "error":
      return "💥";
    case "skipped":
      return "⏭️";
  }
}

function unfolding(title: string, picture: string): string {
  return `\n<details><summary>${asHtml(title)} clock</summary>\n\n<pre>\n${asHtml(picture)}</pre>\n</details>\n`;
}

/** In HTML, for the reader nothing: a name or an address with it is no mention and no link. */
const nothing = "&#8203;";

/** Neither Markdown nor HTML, no mention, link or formula. A bar or the end of a line would end the cell. */
function escaped(text: string): string {
  return asHtml(printable(text, Infinity).replace(/[\\`*_~[\]|]/g, String.raw`\$&`))
    .replaceAll("@", `@${nothing}`)
    .replaceAll("://", `:${nothing}//`)
    .replaceAll(/www\./gi, (word) => `${word.slice(0, -1)}${nothing}.`)
    .replaceAll("$", "&#36;");
}

function asHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function cut(parts: readonly string[], roomBytes: number): string {
  const encoder = new TextEncoder();
  const sizeOf = (text: string): number => encoder.encode(text).length;
  if (parts.reduce((sum, part) => sum + sizeOf(part), 0) <= roomBytes) return parts.join("");
  const kept: string[] = [];
  let leftBytes = roomBytes - sizeOf(note);
  for (const part of parts) {
    leftBytes -= sizeOf(part);
    if (leftBytes < 0) break;
    kept.push(part);
  }
  return kept.join("") + (roomBytes < sizeOf(note) ? "" : note);
}
