import { plural, printable, printableJson } from "../../domain/text/printable.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import type { Shard } from "../../harness/study/shard.ts";
import { shardText } from "../../harness/study/shard.ts";
import type { Paint } from "../../report/text/paint.ts";
import type { ExitCode } from "./exit-code.ts";
import { exitCode } from "./exit-code.ts";

/** What a shard has done. */
interface ShardWork {
  /** What is dealt out: `drill`. */
  readonly cell: string;
  /** Cells of the whole, and of this shard. */
  readonly total: number;
  readonly done: number;
  /** Did not pass, and could not be run or trusted. */
  readonly failed: number;
  readonly invalid: number;
}

const pathLimit = 4000;

/** What a shard says when it has ended: what it was part of, and how to go on. */
export function shardReport(
  format: "text" | "json",
  shard: Shard,
  { cell, total, done, failed, invalid }: ShardWork,
  path: string,
  paint: Paint,
): string {
  const { index, count } = shard;
  if (format === "json") {
    const document = { schemaVersion: 1, shard: { index, count }, cells: done, of: total, failed, invalid };
    return `${printableJson(JSON.stringify({ ...document, savedTo: path }, undefined, 2))}\n`;
  }
  const ended = failed === 0 ? "" : `; ${failed} did not pass`;
  const errors = invalid === 0 ? "" : `, ${invalid} could not be judged`;
  return [
    `Shard ${shardText(shard)}: ${done} of ${plural(total, cell)}${ended}${errors}`,
    "",
    `${paint.dim("Saved")}   ${printable(path, pathLimit)}`,
    `${paint.dim("Merge")}   ${ownCommand} merge FOLDER... with the folders of all ${plural(count, "shard")}`,
    "",
  ].join("\n");
}

/** A shard judges nothing: only what could not be run is an error of its job. */
export function shardCode({ invalid }: Pick<ShardWork, "invalid">): ExitCode {
  return invalid > 0 ? exitCode.drillFailed : exitCode.passed;
}
