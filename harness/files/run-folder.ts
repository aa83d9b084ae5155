import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { isPart, replaceWholeFile } from "../../log/files/whole-file.ts";
import { makeFolder } from "./free-files.ts";

/** The folder with the files of one drill. */
export interface RunFolder {
  readonly path: string;
  fileNamed(name: string): string;
  /** The file appears complete or not at all. */
  writeJson(name: string, value: unknown): void;
  /** The same for a text in pieces, which may be longer than a string can be. */
  writeText(name: string, pieces: Iterable<string>): void;
}

/**
 * Makes `<scenario>-<UTC time>-<seed>` under `outDir`. If it exists, a number is added.
 * @throws FiredrillError OUT_NOT_WRITABLE
 */
export function makeRunFolder(outDir: string, scenario: string, seed: number, wallMs: number): RunFolder {
  const time = formatInstant(wallMs).slice(0, 19).replaceAll(/[-:]/g, "");
  const base = join(outDir, `${scenario}-${time}Z-${seed}`);
  try {
    makeFolder(outDir);
    return openRunFolder(firstFree(base));
  } catch (error) {
    throw outNotWritable(outDir, error);
  }
}

function firstFree(base: string): string {
  for (let attempt = 1; ; attempt += 1) {
    const path = attempt === 1 ? base : `${base}-${attempt}`;
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      if (!isAlreadyThere(error)) throw error;
    }
  }
}

/** Uses an existing folder as a run folder. */
export function openRunFolder(path: string): RunFolder {
  const fileNamed = (name: string): string => join(path, name);
  const writeText = (name: string, pieces: Iterable<string>): void => {
    try {
      replaceWholeFile(fileNamed(name), pieces);
    } catch (error) {
      throw outNotWritable(path, error);
    }
  };
  return {
    path,
    fileNamed,
    writeJson: (name, value) => writeText(name, [`${JSON.stringify(value, undefined, 2)}\n`]),
    writeText,
  };
}

/**
 * Whether the logs in a folder were cut off, or are still being written: a run writes its verdict last, and a simulation
 * gives its folder the name then.
 */
export function isUnfinishedRun(folder: string): boolean {
  const has = (name: string): boolean => existsSync(join(folder, name));
  const hasLog = has("observed.csv") || has("observed.ndjson");
  const hasEnd = has("verdict.json") || has("incidents.json");
  return isPart(resolve(folder)) || (hasLog && has("alerts.ndjson") && !hasEnd);
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function outNotWritable(path: string, cause: unknown): FiredrillError {
  const reason = reasonOf(cause);
  return new FiredrillError(
    "drill",
    "OUT_NOT_WRITABLE",
    `Could not write the run folder under ${path}: ${reason}.`,
    "Free disk space or choose another folder with --out; --no-save writes none.",
    { cause },
  );
}
