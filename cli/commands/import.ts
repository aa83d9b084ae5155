import type { Argv } from "yargs";
import type {
  ChangeLevel,
  ImportedRequests,
  IncidentPhases,
  StretchFigures,
} from "../../harness/files/importer.ts";
import type { ImportedIncident } from "../../harness/files/import-incident.ts";
import { formatMoment } from "../../harness/files/moment.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import { nameOf } from "../../log/files/stream.ts";
import { keepable } from "../../log/import/format.ts";
import { plural, printable } from "../../domain/text/printable.ts";
import { sparkline } from "../../report/text/sparkline.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { logInput, orStandardInput } from "../options/log-input.ts";
import { given, outputGroup, recordedLogOptions, withExamples } from "../options/options.ts";
import { shellWord } from "../../domain/text/shell-word.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { readingProgress } from "../output/log-reading.ts";

export function options(yargs: Argv) {
  return recordedLogOptions(
    withExamples(yargs, [
      ["import access.log", "Draw the log and propose when its incident began"],
      ["import access.log --onset 14:03:00", "Write incident.yaml and incident.csv"],
      ["import access.log --onset 14:03:00 --end 14:20:00 --out outage.yaml", "Choose the end and the file"],
    ]).positional("file", { type: "string", demandOption: true, describe: `Recorded log${orStandardInput}` }),
  )
    .option("out", {
      group: outputGroup,
      type: "string",
      default: "incident.yaml",
      describe: "File for the scenario; the recording is written beside it as .csv",
    })
    .option("keep", {
      group: outputGroup,
      array: true,
      nargs: 1,
      choices: keepable,
      default: [],
      defaultDescription: "none",
      describe: "Field of each request to keep, which may be private; repeatable",
    });
}

/**
 * `firedrill import FILE --onset TIME`: turns a recorded incident into a scenario and prints how it read the log. Without an
 * onset it draws the log and proposes moments.
 */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { onset, end, out, format, columns, unit, dates, keep } = args;
  const { checkedPaths, readIncident, readRequests, writeIncident } =
    await import("../../harness/files/import-incident.ts");
  const paths = onset === undefined ? undefined : checkedPaths(out);
  const { onProgress, clear } = readingProgress(io.stderr);
  const log = await logInput(args.file, io);
  const file = { log, keep, ...given({ format, columns, unit, dates }), onProgress };
  if (onset === undefined || paths === undefined) {
    const requests = await readRequests(file, undefined).finally(clear);
    io.stdout.write(importText(nameOf(log), requests, undefined) + changesText(requests));
    return exitCode.passed;
  }
  const order = { ...file, onset, ...given({ end }) };
  const incident = await readIncident(order).finally(clear);
  io.stdout.write(importText(nameOf(log), incident.requests, incident.phases));
  writeIncident(incident, order, paths);
  const { yamlPath, csvPath } = paths;
  io.stdout.write(
    `\nWritten: ${yamlPath} and ${csvPath}. Next: ${ownCommand} run ${shellWord(yamlPath)} --detector knn\n`,
  );
  return exitCode.passed;
}

const sparkWidth = 60;

/** How the log was read, for the user to check. @param phases - `undefined`: when its incident was is not known */
function importText(path: string, requests: ImportedRequests, phases: IncidentPhases | undefined): string {
  const { log, count } = requests;
  const cells = sparkline(requests.trace(sparkWidth), sparkWidth).cells;
  const lines = [
    ...manySkipped(requests),
    `Read ${printable(path)} as ${log.format}.`,
    ...log.assumptions.map((sentence) => `  ${sentence}`),
    ...(log.zones.length === 0 ? ["  The times name no zone and are read as UTC."] : []),
    ...secondsSentence(requests),
    ...lengthlessSentence(requests),
    "",
    `  requests  ${count}${skippedWords(requests)}`,
    `  span      ${formatMoment(log, log.span.fromMs)} to ${formatMoment(log, log.span.untilMs)}`,
    `  rate      ${ratePerSecond(requests)} requests per second`,
    ...(phases === undefined
      ? requests.figuresOf({ before: count, during: 0, after: 0 }).map((all) => stretchLine(all, "all"))
      : requests.figuresOf(phases).map((stretch) => stretchLine(stretch))),
    "",
    `  ${cells.join("")}`,
    ...(phases === undefined ? [] : [`  ${marker(cells.length, { requests, phases })}`]),
    ...skippedLines(requests),
  ];
  return `${lines.join("\n")}\n`;
}

/** More of them are said before anything else. */
const fewSkipped = 0.01;

function manySkipped({ log, count }: ImportedRequests): readonly string[] {
  const { skipped } = log.skipped;
  if (skipped <= fewSkipped * (skipped + count)) return [];
  const percent = Math.round((skipped / (skipped + count)) * 100);
  return [
    `Attention: ${plural(skipped, "line")} (${percent} %) are no requests and were skipped; see below.`,
    "",
  ];
}

function lengthlessSentence({ lengthless }: ImportedRequests): readonly string[] {
  if (lengthless === 0) return [];
  return [
    `  Of ${plural(lengthless, "request")} without an answer the log does not say how long they took; they are replayed, but no part of the figures.`,
  ];
}

function secondsSentence({ precision }: ImportedRequests): readonly string[] {
  if (precision === "exact") return [];
  return ["  Times are whole seconds, so the requests of each second are spread evenly over it."];
}

function skippedWords({ log }: ImportedRequests): string {
  const { skipped } = log.skipped;
  return skipped === 0 ? "" : ` (${plural(skipped, "line")} skipped)`;
}

function skippedLines({ log }: ImportedRequests): readonly string[] {
  const { skipped, reasons } = log.skipped;
  if (skipped === 0) return [];
  const more = skipped > reasons.length ? [`    ... and ${skipped - reasons.length} more`] : [];
  return [
    "",
    "  Skipped:",
    ...reasons.map(({ line, reason }) => `    line ${line}: ${printable(reason)}`),
    ...more,
  ];
}

function ratePerSecond({ count, lengthMs }: ImportedRequests): string {
  if (lengthMs === 0) return String(count);
  return (((count - 1) * 1000) / lengthMs).toPrecision(3).replace(/\.0+$/, "");
}

function stretchLine({ name, requests, p50Ms, p99Ms, failed }: StretchFigures, label: string = name): string {
  const failures = failed === 0 ? "" : `, ${failed} failed`;
  return `  ${label.padEnd(8)}  p50 ${inMs(p50Ms)}, p99 ${inMs(p99Ms)} (${plural(requests, "request")}${failures})`;
}

function inMs(ms: number): string {
  return `${ms >= 100 ? Math.round(ms) : Number(ms.toPrecision(3))} ms`;
}

/** The moments at which an incident may have begun. */
function changesText(requests: ImportedRequests): string {
  const changes = requests.changes();
  const nothing = "Nothing was written, for --onset says when the incident began.";
  if (changes.length === 0) return `\n${nothing} No moment stands out: the log looks the same throughout.\n`;
  const lines = changes.map(
    ({ atMs, before, after }) =>
      `  --onset ${formatMoment(requests.log, atMs)}   ${levelText(before)} before, ${levelText(after)} after`,
  );
  return [`\n${nothing} It could be:`, ...lines, ""].join("\n");
}

function levelText({ p50Ms, failedRatio }: ChangeLevel): string {
  const failed = failedRatio === 0 ? "" : ` and ${Math.max(1, Math.round(failedRatio * 100))} % failed`;
  return `p50 ${inMs(p50Ms)}${failed}`;
}

/** A caret below each column with requests of the incident. */
function marker(width: number, { requests, phases }: ImportedIncident): string {
  const rows = requests.count;
  const from = Math.floor((phases.before * width) / rows);
  const until = Math.max(from + 1, Math.ceil(((phases.before + phases.during) * width) / rows));
  return `${" ".repeat(from)}${"^".repeat(until - from)} incident`;
}
