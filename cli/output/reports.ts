import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { DrillResult } from "../../harness/drill/drill.ts";
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

/** A drill that is over, or one that never came to an end. */
export interface ReportableDrill {
  readonly verdict: Verdict;
  /** Absent when the drill could not be run; a person has been told then. */
  readonly result?: DrillResult;
  /** Plays exactly this drill again. */
  readonly command: string;
  readonly wallMs: number;
}

/** Where the text for a person goes: beside a document to standard error. @returns undefined where none was asked for */
export function textOutput(requests: readonly ReportRequest[], io: Io): Output | undefined {
  if (!requests.some(({ format, path }) => format === "text" && path === undefined)) return undefined;
  return hasDocument(requests) ? io.stderr : io.stdout;
}

/**
 * Prints each drill's text as soon as it is over.
 * @param before - how many drills came before it; a blank line sets them apart
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

/** Prints or writes the reports about all drills together. @throws FiredrillError REPORT_NOT_WRITABLE */
export function printReports(
  requests: readonly ReportRequest[],
  drills: readonly ReportableDrill[],
  io: Io,
): void {
  for (const { format, path } of requests) {
    if (format === "text" && path === undefined) continue;
    const report = reportOf(format, drills);
    if (path !== undefined) writeReport(path, report);
    else if (format === "github" && hasDocument(requests)) io.stderr.write(report);
    else io.stdout.write(report);
    if (format === "github") appendStepSummary(drills, io);
  }
}

function reportOf(format: ReportFormat, drills: readonly ReportableDrill[]): string {
  switch (format) {
    case "text":
      return drills.map(pictureOf).join("\n");
    case "json":
      return jsonOf(drills.map(({ verdict }) => verdict));
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

const summaryLimitBytes = 1_048_576;

/** GitHub shows what is in the file it names; outside GitHub there is none. */
function appendStepSummary(drills: readonly ReportableDrill[], { env }: Io): void {
  const path = env["GITHUB_STEP_SUMMARY"];
  if (path === undefined || path === "") return;
  try {
    const takenBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(path, stepSummary(drills.map(withPicture), Math.max(0, summaryLimitBytes - takenBytes)));
  } catch (error) {
    throw reportNotWritable(path, error);
  }
}

/** @throws FiredrillError REPORT_NOT_WRITABLE */
export function writeReport(path: string, report: string): void {
  try {
    writeFileSync(path, report);
  } catch (error) {
    throw reportNotWritable(path, error);
  }
}

function reportNotWritable(path: string, cause: unknown): FiredrillError {
  const reason = reasonOf(cause);
  return new FiredrillError(
    "drill",
    "REPORT_NOT_WRITABLE",
    `The report ${path} could not be written: ${reason}.`,
    "Name a file in a folder that exists and can be written.",
    { cause },
  );
}
