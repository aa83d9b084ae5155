import { plural, printable } from "../../domain/text/printable.ts";
import type { IncidentVerdict } from "../../domain/verdict.ts";
import type { CaseResult, FinishedDrill, TestCase } from "../junit/test-cases.ts";
import { testCasesOf } from "../junit/test-cases.ts";
import { durationText } from "../text/sentences.ts";

export interface SummarisedDrill extends FinishedDrill {
  /** The text report without colours; unfolds below the table. */
  readonly picture?: string;
}

/** GitHub refuses a summary that is larger, as a whole. */
const limitBytes = 1_048_576;
const note = "\nThis is not all: the summary of a step is at most 1 MiB.\n";

/**
 * Markdown to append to the file that `GITHUB_STEP_SUMMARY` names: a table with a row for each detector and incident,
 * then the pictures. What does not fit is left out, and a note says so.
 * @param roomBytes - what is left for it in that file
 * @throws RangeError when trace and verdict do not have the same detectors
 */
export function stepSummary(drills: readonly SummarisedDrill[], roomBytes = limitBytes): string {
  const passed = drills.filter(({ verdict }) => verdict.passed).length;
  const head = [
    `## Firedrill: ${passed} of ${plural(drills.length, "drill")} passed\n\n`,
    "| | Scenario | Detector | Asked | Delay | Observations | False alarms | What happened |\n",
    "| --- | --- | --- | --- | --- | --- | --- | --- |\n",
  ];
  const rows = drills.flatMap((drill) => testCasesOf(drill).map((one) => row(drill, one)));
  const pictures = drills.flatMap((drill) =>
    drill.picture === undefined ? [] : [unfolding(drill, drill.picture)],
  );
  return cut([...head, ...rows, ...pictures], roomBytes);
}

function row(
  { verdict }: FinishedDrill,
  { detector, asked, severity, incident, falseAlarms, result }: TestCase,
): string {
  const cells = [
    mark(result),
    `${printable(verdict.scenario)}, seed ${verdict.seed}, ${printable(verdict.clock)}`,
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

function unfolding({ verdict }: FinishedDrill, picture: string): string {
  const title = `${printable(verdict.scenario)}, seed ${verdict.seed}, ${printable(verdict.clock)} clock`;
  return `\n<details><summary>${asHtml(title)}</summary>\n\n<pre>\n${asHtml(picture)}</pre>\n</details>\n`;
}

/** Neither Markdown nor HTML; a bar would end the cell. */
function escaped(text: string): string {
  return asHtml(text.replace(/[\\`*_~[\]|]/g, String.raw`\$&`));
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
