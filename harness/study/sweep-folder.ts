import { appendFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import type { CellResult } from "../../domain/results/sweep.ts";
import { cellCount } from "../../domain/results/sweep.ts";
import type { Scenario } from "../../domain/sources.ts";
import { wallNowMs } from "../clock/clock.ts";
import type { RunFolder } from "../files/run-folder.ts";
import { makeRunFolder, openRunFolder } from "../files/run-folder.ts";
import type { SweepWords } from "./sweep-cell.ts";

/** What a sweep is, so that it can be taken up again. */
export interface SweepRecord {
  readonly schemaVersion: 1;
  readonly words: SweepWords;
  /** As planned for the first cell: another one cannot go on where this one stopped. */
  readonly plan: string;
}

/** Where a sweep keeps what is done, cell by cell. */
export interface SweepFolder {
  readonly folder: RunFolder;
  readonly add: (result: CellResult) => void;
}

const recordName = "sweep.json";
const cellsName = "cells.ndjson";

/** @throws FiredrillError OUT_NOT_WRITABLE */
export function newSweepFolder(outDir: string, { name }: Scenario, record: SweepRecord): SweepFolder {
  const folder = makeRunFolder(outDir, `${name}-sweep`, record.words.firstSeed, wallNowMs());
  folder.writeJson(recordName, record);
  return sweepFolder(folder);
}

/** A sweep that was begun. */
export interface BegunSweep extends SweepFolder {
  readonly record: SweepRecord;
  /** In order of their index. */
  readonly done: readonly CellResult[];
}

/**
 * Opens a sweep to go on with it. A line that a crash left half written is dropped, and its cell is run again.
 * @throws FiredrillError NOT_A_SWEEP
 */
export function openSweepFolder(path: string): BegunSweep {
  const record = readRecord(path);
  const count = cellCount(record.words.axes);
  const done = new Map<number, CellResult>();
  for (const line of textOf(path, cellsName, "").split("\n")) {
    const result = parsed(line);
    if (isCellResult(result) && result.index < count) done.set(result.index, result);
  }
  const results = [...done.values()].toSorted((a, b) => a.index - b.index);
  const folder = openRunFolder(path);
  const unfinished = folder.fileNamed(`.${cellsName}.unfinished`);
  writeFileSync(unfinished, results.map(lineOf).join(""));
  renameSync(unfinished, folder.fileNamed(cellsName));
  return { ...sweepFolder(folder), record, done: results };
}

function sweepFolder(folder: RunFolder): SweepFolder {
  return { folder, add: (result) => appendFileSync(folder.fileNamed(cellsName), lineOf(result)) };
}

function lineOf(result: CellResult): string {
  return `${JSON.stringify(result)}\n`;
}

function readRecord(path: string): SweepRecord {
  const record = parsed(textOf(path, recordName));
  if (!isRecord(record)) throw notASweep(path);
  return record;
}

function textOf(path: string, name: string, otherwise?: string): string {
  try {
    return readFileSync(join(path, name), "utf8");
  } catch (error) {
    if (otherwise !== undefined) return otherwise;
    throw notASweep(path, error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Only this file writes them. */
function isRecord(value: unknown): value is SweepRecord {
  return isObject(value) && value["schemaVersion"] === 1 && isObject(value["words"]);
}

function isCellResult(value: unknown): value is CellResult {
  return isObject(value) && typeof value["index"] === "number" && Array.isArray(value["detectors"]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function notASweep(path: string, cause?: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_A_SWEEP",
    `There is no sweep to go on with in ${path}.`,
    "Give --resume the run folder of a sweep, as the sweep itself named it.",
    { cause },
  );
}
