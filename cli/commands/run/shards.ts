import { basename } from "node:path";
import { isJsonObject } from "../../../domain/text/json.ts";
import { clockKindOf, monotonicMs } from "../../../harness/clock/clock.ts";
import type { DetectorGate } from "../../../harness/drill/gates.ts";
import type { DrillPlan } from "../../../harness/drill/plan.ts";
import { planDrill } from "../../../harness/drill/plan.ts";
import type { RemoteWords } from "../../../harness/session/remote-definitions.ts";
import { remoteSettings } from "../../../harness/session/remote-definitions.ts";
import type { RecordedDrills } from "../../../harness/study/repeat.ts";
import { repeatInFolder } from "../../../harness/study/repeat.ts";
import type { Shard } from "../../../harness/study/shard.ts";
import { dealt } from "../../../harness/study/shard.ts";
import type { ShardCell, ShardedStudy, WholeStudy } from "../../../harness/study/shard-folder.ts";
import { durationsIn, newShardFolder, planChanged } from "../../../harness/study/shard-folder.ts";
import type { SuiteDrill } from "../../../harness/study/suite.ts";
import { drillSuite, planSuite } from "../../../harness/study/suite.ts";
import { fingerprint } from "../../../harness/study/sweep.ts";
import type { RepeatedDrill } from "../../../score/study/statistics.ts";
import { interruptSignal } from "../../interrupt.ts";
import type { Io } from "../../io.ts";
import type { ExitCode } from "../../output/exit-code.ts";
import { countdown } from "../../output/progress.ts";
import { shardCode, shardReport } from "../../output/shard-report.ts";
import { packageVersion } from "../../package-file.ts";
import type { RunRequest } from "./drills.ts";
import { checkTracing } from "./drills.ts";
import { isInvalid, runRepeats } from "./repeats.ts";
import type { RepeatRequest } from "./repeats.ts";
import { checkAlone, reportSuite, runSuiteRepeats } from "./suite.ts";

/** What `firedrill run` was asked for, as plain data. */
interface RunWords extends Pick<
  RunRequest,
  "scenarios" | "detectors" | "settings" | "clock" | "seed" | "within" | "severity" | "logFormat" | "tracing"
> {
  readonly remote: RemoteWords;
  readonly suite?: string;
  /** Absent for a suite that is not repeated. */
  readonly repeat?: Omit<RepeatRequest, "jobs">;
}

/** A run with `--shard`. */
export interface ShardRequest {
  readonly shard: Shard;
  /** Folders of earlier runs. */
  readonly balance: readonly string[];
  readonly outDir: string;
  readonly report: "text" | "json";
  readonly suite: string | undefined;
  readonly repeat: RepeatRequest | undefined;
}

/** Plays one shard of a repeat or a suite, and keeps what `firedrill merge` needs. It judges nothing. */
export async function runShard(request: RunRequest, asked: ShardRequest, io: Io): Promise<ExitCode> {
  const { repeat, suite } = asked;
  const words = wordsOf(request, suite, repeat);
  return repeat === undefined
    ? suiteShard(request, words, asked, io)
    : repeatShard(request, words, { ...asked, repeat }, io);
}

function wordsOf(
  request: RunRequest,
  suite: string | undefined,
  repeat: RepeatRequest | undefined,
): RunWords {
  const { scenarios, detectors, settings, clock, seed, within, severity, logFormat, tracing } = request;
  const { onListening: _, ...remote } = request.remote;
  const { jobs: __, ...asked } = repeat ?? { jobs: 1 };
  return {
    scenarios,
    detectors,
    settings,
    clock,
    seed,
    logFormat,
    remote,
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
    ...(tracing === undefined ? {} : { tracing }),
    ...(suite === undefined ? {} : { suite }),
    ...("drills" in asked ? { repeat: asked } : {}),
  };
}

interface StudyPlan extends DrillPlan {
  readonly alongside?: readonly DetectorGate[];
}

async function plansOf(request: RunRequest, suite: string | undefined): Promise<readonly StudyPlan[]> {
  clockKindOf(request.clock);
  if (suite !== undefined) {
    checkAlone(request);
    return planSuite({ ...request, suite });
  }
  const plans: DrillPlan[] = [];
  for (const scenario of request.scenarios) plans.push(await planDrill({ ...request, scenario }));
  checkTracing(request, plans);
  return plans;
}

function studyOf(words: RunWords, plans: readonly StudyPlan[]): ShardedStudy {
  const { suite, repeat } = words;
  return {
    kind: repeat === undefined && suite !== undefined ? "suite" : "repeat",
    version: packageVersion(),
    words,
    plan: JSON.stringify(
      plans.map(({ alongside = [], ...plan }) =>
        fingerprint({ ...plan, gates: [...plan.gates, ...alongside] }),
      ),
    ),
    cells: plans.length * (repeat?.drills ?? 1),
  };
}

type RepeatShardRequest = ShardRequest & { readonly repeat: RepeatRequest };

async function repeatShard(
  request: RunRequest,
  words: RunWords,
  { repeat, suite, shard, balance, outDir, report }: RepeatShardRequest,
  io: Io,
): Promise<ExitCode> {
  const plans = await plansOf(request, suite);
  const names = plans.flatMap(({ scenario }) => Array.from({ length: repeat.drills }, () => scenario.name));
  const mine = dealt(names, shard, durationsIn(balance));
  const name = suite ?? plans[0]?.scenario.name ?? "run";
  const kept = newShardFolder(outDir, name, request.seed, studyOf(words, plans), shard);
  const folder = { ...kept.folder, kept: [] };
  const folders = new Map<number, string>();
  const isFixed = request.settings.some((setting) => setting.startsWith("onset="));
  const progress = countdown(io.stderr, "drill", mine.length);
  const interrupt = interruptSignal(io);
  let [done, failed, invalid] = [0, 0, 0];
  try {
    for (const [at, plan] of plans.entries()) {
      const first = at * repeat.drills;
      const cells = mine.filter((cell) => cell >= first && cell < first + repeat.drills);
      if (cells.length === 0) continue;
      const seedOf = (cell: number): number => request.seed + cell - first;
      const cellOf = (seed: number): number => first + seed - request.seed;
      const { failures } = await repeatInFolder({
        ...request,
        ...plan,
        clock: clockKindOf(request.clock),
        onset: isFixed ? "fixed" : repeat.onset,
        seeds: cells.map(seedOf),
        jobs: repeat.jobs,
        signal: interrupt.signal,
        folder,
        onPlayed: (seed, drill, wallMs) => kept.add(cellOf(seed), plan.scenario.name, wallMs, written(drill)),
        onDrill: (verdict) => {
          failed += Number(!verdict.passed);
          invalid += Number(isInvalid(verdict));
          progress.done((done += 1));
        },
      });
      for (const { seed, folder: path } of failures)
        if (path !== undefined) folders.set(cellOf(seed), basename(path));
    }
  } finally {
    progress.clear();
    interrupt.release();
  }
  kept.finish(folders);
  const unit = { cell: "drill", total: names.length, done, failed, invalid };
  io.stdout.write(shardReport(report, shard, unit, kept.folder.path, io.paint));
  return shardCode(unit);
}

async function suiteShard(
  request: RunRequest,
  words: RunWords,
  { suite = "", shard, balance, outDir, report }: ShardRequest,
  io: Io,
): Promise<ExitCode> {
  const plans = await plansOf(request, suite);
  const names = plans.map(({ scenario }) => scenario.name);
  const mine = new Set(dealt(names, shard, durationsIn(balance)));
  const kept = newShardFolder(outDir, suite, request.seed, studyOf(words, plans), shard);
  let [done, failed, invalid] = [0, 0, 0];
  let startedMs = monotonicMs();
  await drillSuite(
    { ...request, suite },
    {
      isPlayed: (at) => mine.has(at),
      onDrill: (at, drill) => {
        kept.add(at, names[at] ?? "", monotonicMs() - startedMs, drill);
        startedMs = monotonicMs();
        done += 1;
        failed += Number(!drill.verdict.passed);
        invalid += Number(isInvalid(drill.verdict));
      },
    },
  );
  kept.finish();
  const unit = { cell: "scenario", total: names.length, done, failed, invalid };
  io.stdout.write(shardReport(report, shard, unit, kept.folder.path, io.paint));
  return shardCode(unit);
}

/** How `firedrill merge` reports. */
export type MergeRequest = Pick<RunRequest, "reports" | "detail" | "outDir">;

/**
 * The run that its shards make: every figure from their drills, as if all had been played here.
 * @throws FiredrillError NOT_A_SHARD
 */
export async function mergeRun(whole: WholeStudy, asked: MergeRequest, io: Io): Promise<ExitCode> {
  const { words, parts } = whole;
  if (!isRunWords(words)) throw planChanged();
  const { suite, repeat, ...run } = words;
  const request: RunRequest = { ...run, ...asked, remote: remoteSettings(run.remote) };
  const plans = await plansOf(request, suite);
  if (studyOf(words, plans).plan !== whole.plan) throw planChanged();
  if (repeat === undefined) {
    const drills = parts.map(({ value }) => asSuiteDrill(value));
    return reportSuite(suite ?? "", request, drills, 0, io);
  }
  const recordedFor = (at: number): RecordedDrills => {
    const cellOf = (seed: number): ShardCell | undefined => parts[at * repeat.drills + seed - request.seed];
    return {
      drillOf: (seed) => readAgain(cellOf(seed)?.value),
      folderOf: (seed) => cellOf(seed)?.kept,
    };
  };
  const again = { ...repeat, jobs: 1, recordedFor, durations: whole.durations };
  return suite === undefined ? runRepeats(request, again, io) : runSuiteRepeats(suite, request, again, io);
}

/** A drill as a line of a file holds it. */
interface WrittenDrill extends Omit<RepeatedDrill, "incidents"> {
  /** Affected rows as `[from, until)`, for there may be thousands side by side. */
  readonly incidents: readonly (Omit<RepeatedDrill["incidents"][number], "affectedIndexes"> & {
    readonly affected: readonly (readonly [from: number, until: number])[];
  })[];
}

function written({ verdict, incidents }: RepeatedDrill): WrittenDrill {
  return {
    verdict,
    incidents: incidents.map(({ affectedIndexes, ...keyed }) => {
      const affected: [number, number][] = [];
      for (const index of affectedIndexes) {
        const last = affected.at(-1);
        if (last?.[1] === index) last[1] = index + 1;
        else affected.push([index, index + 1]);
      }
      return { ...keyed, affected };
    }),
  };
}

function readAgain(value: unknown): RepeatedDrill {
  if (!isWrittenDrill(value)) throw planChanged();
  const { verdict, incidents } = value;
  return {
    verdict,
    incidents: incidents.map(({ affected, ...keyed }) => ({
      ...keyed,
      affectedIndexes: affected.flatMap(([from, until]) =>
        Array.from({ length: until - from }, (_, at) => from + at),
      ),
    })),
  };
}

function asSuiteDrill(value: unknown): SuiteDrill {
  if (!isSuiteDrill(value)) throw planChanged();
  return value;
}

// Only this file writes them, and a checksum holds them to it.

function isWrittenDrill(value: unknown): value is WrittenDrill {
  return isJsonObject(value) && isJsonObject(value["verdict"]) && Array.isArray(value["incidents"]);
}

function isSuiteDrill(value: unknown): value is SuiteDrill {
  return isJsonObject(value) && isJsonObject(value["trace"]) && isJsonObject(value["row"]);
}

function isRunWords(words: object): words is RunWords {
  return "scenarios" in words && "detectors" in words && "remote" in words;
}
