import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FiredrillError } from "../../domain/error.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import { plural } from "../../domain/text/printable.ts";
import { wallNowMs } from "../clock/clock.ts";
import type { RunFolder } from "../files/run-folder.ts";
import { makeRunFolder } from "../files/run-folder.ts";
import type { Durations, Shard } from "./shard.ts";
import { shardText } from "./shard.ts";

/** What a shard is part of. Shards merge where all but `shard` is equal. */
export interface ShardedStudy {
  readonly kind: "repeat" | "suite" | "sweep";
  /** Of firedrill. */
  readonly version: string;
  /** The options, as plain data. */
  readonly words: object;
  /** The scenarios and gates that they stand for. */
  readonly plan: string;
  /** Cells of the whole: drills of a repeat, scenarios of a suite, cells of a sweep. */
  readonly cells: number;
}

/** The content of `shard.json`. */
interface ShardRecord extends ShardedStudy {
  readonly schemaVersion: 1;
  readonly shard: Shard;
}

/** The content of `shard-end.json`, which a shard writes last. */
interface ShardEnd {
  readonly cells: number;
  readonly sha256: string;
  /** Folders of drills inside the shard's folder, by cell. */
  readonly kept: Readonly<Record<string, string>>;
}

const recordName = "shard.json";
const cellsName = "shard-cells.ndjson";
const endName = "shard-end.json";
const durationsName = "durations.json";

/** The folder of a shard while it runs. */
export interface ShardFolder {
  readonly folder: RunFolder;
  /**
   * @param cell - its place in the whole
   * @param of - what it is of, for its duration
   * @param value - plain data, which comes back equal
   */
  readonly add: (cell: number, of: string, ms: number, value: unknown) => void;
  /** @param kept - paths inside the folder, by cell */
  readonly finish: (kept?: ReadonlyMap<number, string>) => void;
}

/** @throws FiredrillError OUT_NOT_WRITABLE */
export function newShardFolder(
  outDir: string,
  name: string,
  firstSeed: number,
  study: ShardedStudy,
  shard: Shard,
): ShardFolder {
  const title = `${name}-shard-${shard.index}-of-${shard.count}`;
  const folder = makeRunFolder(outDir, title, firstSeed, wallNowMs());
  const record: ShardRecord = { schemaVersion: 1, ...study, shard };
  folder.writeJson(recordName, record);
  folder.writeText(cellsName, []);
  const hash = createHash("sha256");
  const durations = durationsCollector();
  let cells = 0;
  return {
    folder,
    add: (cell, of, ms, value) => {
      const line = `${JSON.stringify({ cell, value }, toFile)}\n`;
      hash.update(line);
      appendFileSync(folder.fileNamed(cellsName), line);
      durations.add(of, ms);
      cells += 1;
    },
    finish: (kept = new Map()) => {
      durations.write(folder);
      const end: ShardEnd = { cells, sha256: hash.digest("hex"), kept: Object.fromEntries(kept) };
      folder.writeJson(endName, end);
    },
  };
}

/** JSON has no number that is not finite, and no negative zero. */
function toFile(_: string, value: unknown): unknown {
  return typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
    ? { number: Object.is(value, -0) ? "-0" : String(value) }
    : value;
}

function fromFile(_: string, value: unknown): unknown {
  return isJsonObject(value) && typeof value["number"] === "string" && Object.keys(value).length === 1
    ? Number(value["number"])
    : value;
}

/** A cell of a shard that has ended. */
export interface ShardCell {
  readonly value: unknown;
  /** The folder of its drill, if it was kept. */
  readonly kept?: string;
}

/** All shards of a study. */
export interface WholeStudy extends ShardedStudy {
  /** By place; one for each cell of the whole. */
  readonly parts: readonly ShardCell[];
  readonly durations: Durations;
}

/**
 * Reads all shards of a study, in any order.
 * @param version - of this firedrill
 * @throws FiredrillError NOT_A_SHARD, SHARDS_DIFFER, SHARD_MISSING (of kind `drill`)
 */
export function openShards(paths: readonly string[], version: string): WholeStudy {
  const opened = paths.map((path) => ({ path, record: recordIn(path) }));
  const [first] = opened;
  if (first === undefined) throw notAShard("no folder");
  for (const { path, record } of opened) {
    const difference = differenceOf(first.record, record);
    if (difference !== undefined) throw shardsDiffer(path, first.path, difference);
  }
  if (first.record.version !== version)
    throw shardsDiffer(first.path, "this firedrill", `version ${first.record.version}, not ${version}`);
  const byIndex = new Map<number, string>();
  for (const { path, record } of opened) {
    const before = byIndex.get(record.shard.index);
    if (before !== undefined) throw shardsDiffer(path, before, `both are shard ${shardText(record.shard)}`);
    byIndex.set(record.shard.index, path);
  }
  const { count } = first.record.shard;
  const missing = Array.from({ length: count }, (_, at) => at + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) throw shardMissing(missing, count);
  const cells = new Map<number, ShardCell>();
  for (const { path, record } of opened)
    for (const [cell, part] of cellsIn(path, record)) {
      if (cells.has(cell) || cell >= record.cells)
        throw shardsDiffer(path, "the others", "its cells were dealt out in another way (--balance)");
      cells.set(cell, part);
    }
  const parts = Array.from({ length: first.record.cells }, (_, cell) => cells.get(cell));
  const whole = parts.filter((part) => part !== undefined);
  if (whole.length < parts.length)
    throw shardsDiffer(first.path, "the others", "no shard has some of the cells (--balance)");
  const { schemaVersion: _, shard: __, ...study } = first.record;
  return { ...study, parts: whole, durations: durationsIn(paths) };
}

/** @returns undefined for shards of one study */
function differenceOf(one: ShardRecord, other: ShardRecord): string | undefined {
  if (one.version !== other.version) return `versions ${one.version} and ${other.version}`;
  if (one.kind !== other.kind) return `a ${one.kind} and a ${other.kind}`;
  if (one.shard.count !== other.shard.count)
    return `one of ${one.shard.count} shards and one of ${other.shard.count}`;
  const [words, others] = [one.words, other.words].map((some) => new Map(Object.entries(some)));
  const names = new Set([...(words?.keys() ?? []), ...(others?.keys() ?? [])]);
  for (const name of names) {
    const [mine, theirs] = [words, others].map((some) => JSON.stringify(some?.get(name)) ?? "nothing");
    if (mine !== theirs) return `${name} ${mine} and ${theirs}`;
  }
  return one.plan === other.plan && one.cells === other.cells
    ? undefined
    : "scenarios or detectors that have changed";
}

function recordIn(path: string): ShardRecord {
  const record = parsed(textOf(path, recordName));
  if (!isRecord(record)) throw notAShard(path);
  return record;
}

/** @throws FiredrillError SHARD_MISSING when the shard did not end, NOT_A_SHARD when its cells were changed */
function cellsIn(path: string, { shard }: ShardRecord): ReadonlyMap<number, ShardCell> {
  const end = parsed(textOf(path, endName, ""));
  if (!isEnd(end)) throw shardUnfinished(path, shard);
  const text = textOf(path, cellsName);
  if (createHash("sha256").update(text).digest("hex") !== end.sha256) throw notAShard(path);
  const lines = text.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const read: unknown = JSON.parse(line, fromFile);
      if (!isJsonObject(read) || typeof read["cell"] !== "number") throw notAShard(path);
      const kept = end.kept[String(read["cell"])];
      return [
        read["cell"],
        { value: read["value"], ...(kept === undefined ? {} : { kept: join(path, kept) }) },
      ];
    }),
  );
}

function textOf(path: string, name: string, otherwise?: string): string {
  try {
    return readFileSync(join(path, name), "utf8");
  } catch (error) {
    if (otherwise !== undefined) return otherwise;
    throw notAShard(path, error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const kinds: ReadonlySet<unknown> = new Set(["repeat", "suite", "sweep"]);

/** Only this file writes them. */
function isRecord(value: unknown): value is ShardRecord {
  if (!isJsonObject(value) || !isJsonObject(value["shard"]) || !isJsonObject(value["words"])) return false;
  const { index, count } = value["shard"];
  return (
    value["schemaVersion"] === 1 &&
    kinds.has(value["kind"]) &&
    typeof value["version"] === "string" &&
    typeof value["plan"] === "string" &&
    [value["cells"], index, count].every((one) => Number.isSafeInteger(one))
  );
}

function isEnd(value: unknown): value is ShardEnd {
  return isJsonObject(value) && typeof value["sha256"] === "string" && isJsonObject(value["kept"]);
}

interface DurationsCollector {
  readonly add: (of: string, ms: number) => void;
  readonly durations: () => Durations;
  readonly write: (folder: RunFolder) => void;
}

/** The mean duration of the cells of each kind. */
export function durationsCollector(): DurationsCollector {
  const sums = new Map<string, { ms: number; cells: number }>();
  const durations = (): Durations => new Map(Array.from(sums, ([of, { ms, cells }]) => [of, ms / cells]));
  return {
    add: (of, ms) => {
      const { ms: before, cells } = sums.get(of) ?? { ms: 0, cells: 0 };
      sums.set(of, { ms: before + ms, cells: cells + 1 });
    },
    durations,
    write: (folder) => writeDurations(folder, durations()),
  };
}

export function writeDurations(folder: RunFolder, durations: Durations): void {
  folder.writeJson(durationsName, { schemaVersion: 1, meanMs: Object.fromEntries(durations) });
}

/**
 * What the cells of earlier runs took, on average.
 * @param paths - folders of a run, a merged run, or of shards
 * @throws FiredrillError BAD_BALANCE for a folder without durations
 */
export function durationsIn(paths: readonly string[]): Durations {
  const all = durationsCollector();
  for (const path of paths) {
    const read = parsed(textOf(path, durationsName, ""));
    const means = isJsonObject(read) ? read["meanMs"] : undefined;
    if (!isJsonObject(means)) throw badBalance(path);
    for (const [of, ms] of Object.entries(means)) {
      if (typeof ms !== "number" || !(ms >= 0)) throw badBalance(path);
      all.add(of, ms);
    }
  }
  return all.durations();
}

function badBalance(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_BALANCE",
    `No durations of an earlier run in ${path}.`,
    "Give --balance the folder of a kept sweep or repeat, of a merged run, or of its shards.",
  );
}

function notAShard(path: string, cause?: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_A_SHARD",
    `${path} is not the folder of a shard, or its files were changed.`,
    "Give the folders that runs with --shard have printed, as they are.",
    { cause },
  );
}

/** The words of the shards stand for something else now. */
export function planChanged(): FiredrillError {
  return new FiredrillError(
    "usage",
    "SHARDS_DIFFER",
    "The shards cannot be merged: their scenarios or detectors have changed since they ran.",
    "Restore the files of scenarios and detectors, or run all shards again.",
  );
}

function shardsDiffer(path: string, other: string, difference: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "SHARDS_DIFFER",
    `${path} and ${other} do not make one run: ${difference}.`,
    "Run all shards with the same firedrill and the same options but --shard, and give each once.",
  );
}

function shardMissing(missing: readonly number[], count: number): FiredrillError {
  const shown = missing.slice(0, 10).map((index) => shardText({ index, count }));
  const more = missing.length > shown.length ? `, and ${missing.length - shown.length} more` : "";
  return new FiredrillError(
    "drill",
    "SHARD_MISSING",
    `${plural(missing.length, "shard")} missing: ${shown.join(", ")}${more}.`,
    "Run what is missing with the same options, then merge all folders.",
  );
}

function shardUnfinished(path: string, shard: Shard): FiredrillError {
  return new FiredrillError(
    "drill",
    "SHARD_MISSING",
    `Shard ${shardText(shard)} in ${path} did not end.`,
    "Run it again with the same options, then merge its new folder with the others.",
  );
}
