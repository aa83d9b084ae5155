import { appendFileSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import { inert } from "../../domain/text/printable.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { DrillResult } from "../../harness/drill/drill.ts";
import { replaceWholeFile } from "../../log/files/whole-file.ts";
import { concluded } from "../../report/conclusion.ts";
import { plainPaint } from "../../report/text/paint.ts";
import { githubAnnotations } from "../../report/github/annotations.ts";
import { jsonReport, jsonReports } from "../../report/json/verdict.ts";
import { junitReport } from "../../report/junit/junit.ts";
import { textReport } from "../../report/text/report.ts";
import { stepSummary } from "../../report/github/step-summary.ts";
import type { Io, Output } from "../io.ts";
import { plainWidth, widthOf } from "../io.ts";
import { hasDocument } from "../options/report-request.ts";
import type { ReportFormat, ReportRequest } from "../options/report-request.ts";

/** A drill that has finished, or one that could not be run. */
export interface ReportableDrill {
  readonly verdict: Verdict;
  /** Without it the drill could not be run, and its error has been printed. */
  readonly result?: DrillResult;
  /** Replays exactly this drill. */
  readonly command: string;
  readonly wallMs: number;
}

/** Where the text report goes: standard error if a document takes standard output. @returns undefined without a text report */
export function textOutput(requests: readonly ReportRequest[], io: Io): Output | undefined {
  if (!requests.some(({ format, path }) => format === "text" && path === undefined)) return undefined;
  return hasDocument(requests) ? io.stderr : io.stdout;
}

/**
 * Prints the text report of a finished drill.
 * @param before - number of drills before it; a blank line separates them
 */
export function printText(
  requests: readonly ReportRequest[],
  { result, command }: ReportableDrill,
  before: number,
  io: Io,
): void {
  const out = textOutput(requests, io);
  if (out === undefined || result === undefined) return;
  const report = textReport(reported(result, command), io.paint, widthOf(out));
  out.write(before === 0 ? report : `\n${report}`);
}

/** Prints or writes the reports that cover all drills. @throws FiredrillError REPORT_NOT_WRITABLE */
export async function printReports(
  requests: readonly ReportRequest[],
  drills: readonly ReportableDrill[],
  io: Io,
): Promise<void> {
  await printEach(requests, io, {
    report: (format) => [reportOf(format, drills)],
    summary: (roomBytes) => stepSummary(drills.map(withPicture), roomBytes),
  });
}

/** The reports about everything that ran. */
export interface Reports {
  /** In pieces, for a document may be longer than a string can be. */
  readonly report: (format: Exclude<ReportFormat, "markdown">) => Iterable<string>;
  /** In Markdown. @param roomBytes - its size at most */
  readonly summary: (roomBytes: number) => string;
}

/** Prints or writes what is requested, except the text for a person. @throws FiredrillError REPORT_NOT_WRITABLE */
export async function printEach(
  requests: readonly ReportRequest[],
  io: Io,
  { report, summary }: Reports,
): Promise<void> {
  for (const { format, path } of requests) {
    if (format === "text" && path === undefined) continue;
    const pieces = piecesOf(format, { report, summary });
    const out = format === "github" && hasDocument(requests) ? io.stderr : io.stdout;
    if (path !== undefined) writeReport(path, pieces);
    else await writeTo(format === "github" ? (out.commands ?? out) : out, pieces);
    if (format === "github") appendStepSummary(summary, io);
  }
}

/** What a comment on GitHub holds at most. */
const commentLimitBytes = 65_536;

function piecesOf(format: ReportFormat, { report, summary }: Reports): Iterable<string> {
  if (format === "markdown") return [inert(summary(commentLimitBytes))];
  return format === "text" ? [inert([...report(format)].join(""))] : report(format);
}

function reportOf(format: Exclude<ReportFormat, "markdown">, drills: readonly ReportableDrill[]): string {
  switch (format) {
    case "text":
      return drills.map(pictureOf).join("\n");
    case "json":
      return jsonOf(drills.map(inWords));
    case "junit":
      return junitReport(drills.map(withPicture));
    case "github":
      return githubAnnotations(drills.map(withPicture));
  }
}

function jsonOf(verdicts: readonly Verdict[]): string {
  const [only, ...others] = verdicts;
  return only === undefined || others.length > 0 ? jsonReports(verdicts) : jsonReport(only);
}

function inWords({ verdict, result, command }: ReportableDrill): Verdict {
  return result === undefined ? verdict : concluded(verdict, result.trace, command);
}

interface PicturedDrill {
  readonly verdict: Verdict;
  readonly trace?: DrillResult["trace"];
  readonly wallMs: number;
  readonly picture?: string;
}

function withPicture(drill: ReportableDrill): PicturedDrill {
  const { verdict, result, wallMs } = drill;
  return result === undefined
    ? { verdict, wallMs }
    : { verdict, trace: result.trace, wallMs, picture: pictureOf(drill) };
}

function pictureOf({ result, command }: ReportableDrill): string {
  return result === undefined ? "" : textReport(reported(result, command), plainPaint, plainWidth);
}

function reported(result: DrillResult, replayCommand: string): Parameters<typeof textReport>[0] {
  return { ...result, replayCommand, ...(result.folder === undefined ? {} : { savedTo: result.folder }) };
}

/** Waits after each piece: a pipe keeps what it is given until the event loop turns, which could be all of it. */
async function writeTo(out: Output, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    out.write(piece);
    await setImmediate();
  }
}

const summaryLimitBytes = 1_048_576;

/** Appends to the file that GitHub names; does nothing elsewhere. */
function appendStepSummary(summary: Reports["summary"], { env }: Io): void {
  const path = env["GITHUB_STEP_SUMMARY"];
  if (path === undefined || path === "") return;
  try {
    const usedBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(path, summary(Math.max(0, summaryLimitBytes - usedBytes)));
  } catch (error) {
    throw reportNotWritable(path, error);
  }
}

/**
 * @param report - whole, or in pieces where it may be longer than a string can be
 * @throws FiredrillError REPORT_NOT_WRITABLE
 */
export function writeReport(path: string, report: string | Iterable<string>): void {
  try {
    replaceWholeFile(path, typeof report === "string" ? [report] : report);
  } catch (error) {
    throw reportNotWritable(path, error);
  }
}

function reportNotWritable(path: string, cause: unknown): FiredrillError {
  const reason = reasonOf(cause);
  return new FiredrillError(
    "drill",
    "REPORT_NOT_WRITABLE",
    `Could not write the report ${path}: ${reason}.`,
    "Choose a file in an existing folder with write permission.",
    { cause },
  );
}
