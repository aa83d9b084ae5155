import { createReadStream, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { RecordedRequest, Recording } from "../../../domain/response/recording.ts";
import { recordedFailures, recordingBuilder, recordingColumns } from "../../../domain/response/recording.ts";
import type { RequestEnd } from "../../../domain/wire/request-end.ts";
import { longestRequestMs } from "../../../domain/wire/request-end.ts";
import { quoted } from "../../file/mistake.ts";

/** A recording, or the mistakes in its file with file name and line. */
export type LoadedRecording =
  | { readonly kind: "recording"; readonly recording: Recording }
  | { readonly kind: "mistakes"; readonly messages: readonly string[] };

const maxListed = 5;
const usualRows = 1024;

/**
 * Reads the recording of a scenario.
 * @param scenarioPath - path of the scenario file
 * @param written - path of the recording as written there: absolute, or relative to the scenario's folder and inside
 * it
 */
export async function loadRecording(scenarioPath: string, written: string): Promise<LoadedRecording> {
  const folder = dirname(resolve(scenarioPath));
  const path = resolve(folder, written);
  if (!isAbsolute(written) && relative(folder, path).startsWith("..")) {
    return mistakes([`${quoted(written)} is outside the scenario's folder; use an absolute path instead`]);
  }
  try {
    if (statSync(path).isFIFO()) return mistakes([`${quoted(written)} is a named pipe (FIFO), not a file`]);
    return await readRecording(path, written);
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    return mistakes([`${quoted(written)} cannot be read: ${error.message}`]);
  }
}

function mistakes(messages: readonly string[]): LoadedRecording {
  return { kind: "mistakes", messages };
}

async function readRecording(path: string, name: string): Promise<LoadedRecording> {
  const builder = recordingBuilder(usualRows);
  const messages: string[] = [];
  let found = 0;
  let lineNumber = 0;
  let lastMs = 0;
  const note = (message: string): void => {
    found += 1;
    if (messages.length < maxListed) messages.push(`${name}:${lineNumber} ${message}`);
  };
  for await (const line of linesOf(path)) {
    lineNumber += 1;
    const row = lineNumber === 1 ? headerMistake(line) : parseRow(line, lastMs);
    if (row === undefined) continue;
    if (typeof row === "string") {
      note(row);
      continue;
    }
    lastMs = row.offsetMs;
    builder.add(row);
  }
  if (lineNumber < 2) note("has no requests");
  if (found > messages.length) messages.push(`${name} and ${found - messages.length} more`);
  return found > 0 ? mistakes(messages) : { kind: "recording", recording: builder.columns() };
}

async function* linesOf(path: string): AsyncGenerator<string, void, undefined> {
  let rest = "";
  const chunks: AsyncIterable<string> = createReadStream(path, "utf8");
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.replace(/\r$/, "");
  }
  if (rest !== "") yield rest;
}

function headerMistake(line: string): string | undefined {
  const wanted = recordingColumns.join(",");
  const names = line.replace(/^\uFEFF/, "").split(",", recordingColumns.length);
  return names.join(",") === wanted ? undefined : `${quoted(line)} is not the header ${wanted}`;
}

const secondsPattern = /^\d{1,9}(?:\.\d{1,6})?$/;

function parseRow(line: string, lastMs: number): RecordedRequest | string {
  const [offset = "", took = "", outcome = ""] = line.split(",", recordingColumns.length);
  if (!secondsPattern.test(offset)) return `offset_s: ${quoted(offset)} is not ${secondsWords}`;
  if (!secondsPattern.test(took)) return `response_time_s: ${quoted(took)} is not ${secondsWords}`;
  const [offsetMs, tookMs] = [msOf(offset), msOf(took)];
  if (offsetMs < lastMs)
    return `offset_s: ${offset} is earlier than the previous line; requests must be in order of leaving`;
  if (tookMs > longestRequestMs) return `response_time_s: ${took} is more than an hour`;
  const end = recordedEnd(outcome);
  if (end !== undefined) return { offsetMs, tookMs, end };
  return `outcome: ${quoted(outcome)} is not a status from 200 to 999, ${recordedFailures.join(" or ")}`;
}

const secondsWords = "seconds with at most six decimals, such as 12.5";

function msOf(seconds: string): number {
  return Math.round(Number(seconds) * 1_000_000) / 1000;
}

function recordedEnd(word: string): RequestEnd | undefined {
  const failure = recordedFailures.find((kind) => kind === word);
  if (failure !== undefined) return { kind: failure };
  return /^[2-9]\d\d$/.test(word) ? { kind: "answered", status: Number(word) } : undefined;
}
