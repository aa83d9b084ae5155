import { cellCount } from "../../../domain/results/sweep.ts";
import { interrupted } from "../../../harness/drill/interrupted.ts";
import type { DrillPlan } from "../../../harness/drill/plan.ts";
import { badShard, dealt, parseShard } from "../../../harness/study/shard.ts";
import type { ShardedStudy, WholeStudy } from "../../../harness/study/shard-folder.ts";
import { durationsIn, newShardFolder } from "../../../harness/study/shard-folder.ts";
import type { SweepWords } from "../../../harness/study/sweep-cell.ts";
import {
  cellName,
  cellNames,
  fingerprint,
  mergedSweep,
  planSweep,
  startSweep,
} from "../../../harness/study/sweep.ts";
import type { Io } from "../../io.ts";
import { badCommandLine } from "../../options/usage.ts";
import type { ExitCode } from "../../output/exit-code.ts";
import { shardCode, shardReport } from "../../output/shard-report.ts";
import { packageVersion } from "../../package-file.ts";
import type { MergeRequest } from "../run/shards.ts";
import type { SweepArguments } from "../sweep.ts";
import { reportSweep } from "../sweep.ts";

type SweepControl = Omit<Parameters<typeof startSweep>[1], "outDir">;

/** Plays the cells of one shard and keeps them for `firedrill merge`. */
export async function sweepShard(
  { shard: text = "", balance = [], resume, save, out, report: format }: SweepArguments,
  words: SweepWords,
  control: SweepControl,
  io: Io,
): Promise<ExitCode> {
  if (resume !== undefined || !save)
    throw badShard(
      `--shard cannot be combined with ${save ? "--resume" : "--no-save"}.`,
      "A shard is kept for firedrill merge. One that did not end is run again.",
    );
  const shard = parseShard(text, io.env);
  const durations = durationsIn(balance);
  const plan = await planSweep(words);
  const kept = newShardFolder(
    out,
    `${plan.scenario.name}-sweep`,
    words.firstSeed,
    studyOf(words, plan),
    shard,
  );
  let [done, invalid] = [0, 0];
  const { cells } = await startSweep(words, {
    ...control,
    pick: (names) => dealt(names, shard, durations),
    onCell: (cell, wallMs) => {
      kept.add(cell.index, cellName(cell), wallMs, cell);
      done += 1;
      invalid += Number(cell.detectors.some(({ error }) => error !== undefined));
    },
  });
  const work = { cell: "cell", total: cellCount(words.axes), done, failed: 0, invalid };
  if (cells.length < dealt(cellNames(words.axes), shard, durations).length) throw interrupted(undefined);
  kept.finish();
  io.stdout.write(shardReport(format, shard, work, kept.folder.path, io.paint));
  return shardCode(work);
}

function studyOf(words: SweepWords, plan: DrillPlan): ShardedStudy {
  return {
    kind: "sweep",
    version: packageVersion(),
    words,
    plan: fingerprint(plan),
    cells: cellCount(words.axes),
  };
}

/**
 * The sweep that its shards make.
 * @throws FiredrillError SHARDS_DIFFER, UNKNOWN_REPORT
 */
export async function mergeSweep(whole: WholeStudy, asked: MergeRequest, io: Io): Promise<ExitCode> {
  const outcome = await mergedSweep(whole, asked.outDir);
  const [{ format, path } = { format: "text" }, other] = asked.reports;
  if (path !== undefined || other !== undefined || !(format === "text" || format === "json"))
    throw badCommandLine(
      "A sweep has one report, on standard output.",
      "Pass --report text or --report json.",
    );
  return reportSweep({ report: format }, outcome, io);
}
