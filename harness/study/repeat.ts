import { cpSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Floor } from "../../domain/results/repeat.ts";
import type { DetectorStatistics, DrillReference } from "../../domain/results/statistics.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { ClockKind } from "../../domain/time/clock.ts";
import type { Verdict, VerdictError } from "../../domain/verdict.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import { checkLogFormat } from "../../log/sources.ts";
import { assembleVerdict } from "../../score/judge/verdict.ts";
import { scoreKit } from "../../score/sources.ts";
import type { RepeatedDrill } from "../../score/study/statistics.ts";
import { exposureOf, incidentSamples, statisticsCollector } from "../../score/study/statistics.ts";
import { monotonicMs, wallNowMs } from "../clock/clock.ts";
import { drillFiles } from "../drill/drill-files.ts";
import { drill } from "../drill/drill.ts";
import type { DetectorGate } from "../drill/gates.ts";
import { interrupted } from "../drill/interrupted.ts";
import { isLocal, localDrill, simulatedDrill } from "../drill/simulated-drill.ts";
import type { RunFolder } from "../files/run-folder.ts";
import { makeRunFolder } from "../files/run-folder.ts";
import type { AnyDefinition } from "../session/definition.ts";
import { isRemote, keepingPrograms } from "../session/definition.ts";
import { isFenced } from "../session/fence.ts";
import type { OnsetChoice, SeededScenario } from "./onset.ts";
import { seededScenario } from "./onset.ts";
import { sideBySide } from "./side-by-side.ts";

export interface RepeatSettings {
  readonly scenario: Scenario;
  /** As `gatesOf` returns them. */
  readonly gates: readonly DetectorGate[];
  /** More gates, which decide neither whether a drill passes nor when its incident begins. */
  readonly alongside?: readonly DetectorGate[];
  readonly onset: OnsetChoice;
  readonly seeds: readonly number[];
  /** Drills at once where a detector is outside this process, on the virtual clock. Default 1. */
  readonly jobs?: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

type DrillRunner = (drill: SeededScenario) => RepeatedDrill | Promise<RepeatedDrill>;

interface RepeatControl {
  /** Default: on the virtual clock, without sockets and files. */
  readonly run?: DrillRunner;
  /** Called after every drill. */
  readonly onDrill?: (drill: SeededScenario, verdict: Verdict) => void;
  /** The same, with everything that a repeat sees of it. */
  readonly onPlayed?: OnPlayed;
}

/** @param drill - with the verdict of all gates, those alongside last */
type OnPlayed = (seed: number, drill: RepeatedDrill, wallMs: number) => void;

/** Number of drills between turns of the event loop, which let Ctrl-C through. */
const drillsPerTurn = 50;

/**
 * Repeats a scenario with each seed. Keeps only a few numbers of each drill.
 * @returns one entry per gate, in order; those alongside come last
 * @throws the signal's reason when it was aborted
 */
export async function repeatDrills(
  { scenario, gates, alongside = [], onset, seeds, jobs = 1, signal }: RepeatSettings,
  { run, onDrill, onPlayed }: RepeatControl = {},
): Promise<readonly DetectorStatistics[]> {
  const all = [...gates, ...alongside];
  const collectors = all.map(({ gate }) => ({ gate, collector: statisticsCollector(gate) }));
  const note = (seeded: SeededScenario, { verdict, incidents }: RepeatedDrill): void => {
    for (const [index, { gate, collector }] of collectors.entries()) {
      const judged = verdict.detectors[index];
      if (judged === undefined) continue;
      collector.add({
        seed: seeded.seed,
        settings: seeded.settings,
        verdict: judged,
        incidents: incidentSamples(judged, incidents),
        exposure: exposureOf(verdict, incidents, gate),
      });
    }
    onDrill?.(seeded, alongside.length === 0 ? verdict : decided(verdict, gates.length));
  };
  const play = run ?? virtualRunner(all);
  const ahead = new Map<number, () => void>();
  let noted = 0;
  const atOnce = run === undefined && !isLocal(all) ? jobs * logsAtOnce(all) : 1;
  await sideBySide(seeds, { atOnce, signal }, async (seed, _stopping, at) => {
    if (at % drillsPerTurn === drillsPerTurn - 1) await turn();
    signal.throwIfAborted();
    const seeded = seededScenario(scenario, gates, seed, onset);
    const startedMs = monotonicMs();
    const ran = play(seeded);
    const played = ran instanceof Promise ? await ran : ran;
    const wallMs = monotonicMs() - startedMs;
    // Drills are noted in the order of their seeds, whichever ends first.
    ahead.set(at, () => {
      onPlayed?.(seed, played, wallMs);
      note(seeded, played);
    });
    for (let next = ahead.get(noted); next !== undefined; next = ahead.get(noted)) {
      ahead.delete(noted);
      noted += 1;
      next();
    }
  });
  signal.throwIfAborted();
  return collectors.map(({ collector }) => collector.finish());
}

/** Detectors that judge logs together wait for each other, but a program each runs for every other one. */
function logsAtOnce(gates: readonly DetectorGate[]): number {
  const remotes = gates.map(({ definition }) => definition).filter(isRemote);
  return Math.min(...remotes.map((definition) => definition.logsAtOnce ?? 1));
}

/** The verdict of the first detectors alone. */
export function decided(verdict: Verdict, count: number): Verdict {
  return assembleVerdict({ ...verdict, detectors: verdict.detectors.slice(0, count) });
}

function virtualRunner(gates: readonly DetectorGate[]): DrillRunner {
  const areOurs = gates.every(({ definition }) => !isFenced(definition));
  if (areOurs && isLocal(gates))
    return ({ scenario, seed }) => repeated(localDrill({ scenario, seed, gates }));
  return async ({ scenario, seed }) => repeated(await simulatedDrill({ scenario, seed, gates }));
}

function repeated({ verdict, trace }: { readonly verdict: Verdict; readonly trace: Truth }): RepeatedDrill {
  return { verdict, incidents: trace.incidents };
}

type Truth = Pick<RepeatedDrill, "incidents">;

/** Waits one turn of the event loop, so that signals and timers are handled. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** How many failed drills are kept with all their files. */
const failuresKept = 10;

/** The folder of one repeat, or of all repeats of a suite. */
export interface RepeatFolder extends RunFolder {
  /** Paths of the drills that are kept in it. */
  readonly kept: string[];
}

/** @throws FiredrillError OUT_NOT_WRITABLE */
export function makeRepeatFolder(outDir: string, name: string, firstSeed: number): RepeatFolder {
  return { ...makeRunFolder(outDir, name, firstSeed, wallNowMs()), kept: [] };
}

export interface FolderRepeatSettings extends RepeatSettings {
  readonly clock: ClockKind;
  readonly logFormat: LogFormat;
  /** Whether what only tracing can measure is traced, on the real clock. Default: it is not measured. */
  readonly tracing?: "traced";
  /** Receives full drills of the first seeds that fail. The caller writes its verdict. Without it nothing is kept. */
  readonly folder?: RepeatFolder;
  /** Called after every drill. The verdict contains the drawn settings, and only the gates that decide. */
  readonly onDrill: (verdict: Verdict) => void;
  readonly onPlayed?: OnPlayed;
  /** Drills that were played elsewhere. Without it they are played now. */
  readonly recorded?: RecordedDrills;
}

/** The drills of a repeat, by seed, played elsewhere. */
export interface RecordedDrills {
  readonly drillOf: (seed: number) => RepeatedDrill;
  /** The run folder of a failed one, if it was kept. */
  readonly folderOf: (seed: number) => string | undefined;
}

/** A drill that did not pass. */
interface FailedSeed extends DrillReference {
  /** Its run folder, if kept. */
  readonly folder?: string;
}

export interface FolderRepeat {
  /** One entry per gate, in order. */
  readonly statistics: readonly DetectorStatistics[];
  /** The same of those alongside. */
  readonly alongside: readonly DetectorStatistics[];
  readonly failed: number;
  /** The first failures, at most `failuresKept`. */
  readonly failures: readonly FailedSeed[];
}

/**
 * Repeats a drill, and keeps full drills only of the first seeds that fail.
 * @throws FiredrillError NOT_A_LOG_FORMAT, of kind `drill` if a drill could not run, INTERRUPTED if the signal was aborted
 */
export async function repeatInFolder(settings: FolderRepeatSettings): Promise<FolderRepeat> {
  const { gates, clock, folder, signal, onDrill, onPlayed, recorded } = settings;
  checkLogFormat(settings.scenario.source, settings.logFormat);
  const firstFailed: SeededScenario[] = [];
  const folders = new Map<number, string>();
  let failed = 0;
  try {
    const onDrilled = (drilled: SeededScenario, verdict: Verdict): void => {
      failed += Number(!verdict.passed);
      if (!verdict.passed && firstFailed.length < failuresKept) firstFailed.push(drilled);
      onDrill(drilled.settings.length === 0 ? verdict : { ...verdict, settings: drilled.settings });
    };
    const control = { onDrill: onDrilled, ...(onPlayed === undefined ? {} : { onPlayed }) };
    const statistics = await playAll(settings, control, folders);
    if (recorded !== undefined && folder !== undefined)
      for (const { seed } of firstFailed) {
        const kept = recorded.folderOf(seed);
        if (kept !== undefined) folders.set(seed, copied(kept, folder));
      }
    else if (clock.kind === "virtual" && folder !== undefined)
      for (const drilled of firstFailed)
        folders.set(drilled.seed, await saveAgain(settings, drilled, folder));
    const failures = firstFailed.map(({ seed, settings: drawn }) => {
      const kept = folders.get(seed);
      return { seed, settings: drawn, ...(kept === undefined ? {} : { folder: kept }) };
    });
    return {
      statistics: statistics.slice(0, gates.length),
      alongside: statistics.slice(gates.length),
      failed,
      failures,
    };
  } catch (error) {
    if (!signal.aborted) throw error;
    const isEmpty = folder === undefined || folder.kept.length === 0;
    if (isEmpty && folder !== undefined) rmSync(folder.path, { recursive: true });
    throw interrupted(isEmpty ? undefined : folder.path);
  }
}

async function playAll(
  settings: FolderRepeatSettings,
  control: RepeatControl,
  folders: Map<number, string>,
): Promise<readonly DetectorStatistics[]> {
  const { clock, recorded, gates, alongside = [] } = settings;
  if (recorded !== undefined)
    return repeatDrills(settings, { ...control, run: ({ seed }) => recorded.drillOf(seed) });
  if (clock.kind !== "virtual")
    return repeatDrills(settings, { ...control, run: wallRunner(settings, folders) });
  const definitions = [...gates, ...alongside].map(({ definition }) => definition);
  const { result, differs } = await keepingPrograms(definitions, () => repeatDrills(settings, control));
  return result.map((one, at) => distrusted(one, differs, definitions[at]));
}

/** The figures of a detector, with its error if they do not count, because its program answered otherwise in another session. */
export function distrusted<Figures extends { readonly error?: VerdictError }>(
  figures: Figures,
  differs: ReadonlyMap<AnyDefinition, VerdictError>,
  definition: AnyDefinition | undefined,
): Figures {
  const error = definition === undefined ? undefined : differs.get(definition);
  return error === undefined || figures.error !== undefined ? figures : { ...figures, error };
}

/** Copies the folder of a drill into that of the repeat. */
function copied(kept: string, folder: RepeatFolder): string {
  const path = join(folder.path, basename(kept));
  cpSync(kept, path, { recursive: true, errorOnExist: true, force: false });
  folder.kept.push(path);
  return path;
}

/** Repeats a failed drill to write its files. On the virtual clock the repetition is identical. */
async function saveAgain(
  { gates, logFormat }: FolderRepeatSettings,
  { scenario, seed }: SeededScenario,
  folder: RepeatFolder,
): Promise<string> {
  const clock = { kind: "virtual" } as const;
  const files = drillFiles({ scenario, seed, clock, logFormat, outDir: folder.path });
  try {
    await files.finish(await simulatedDrill({ scenario, seed, gates }, files));
  } finally {
    files.close();
  }
  const path = files.folder ?? folder.path;
  folder.kept.push(path);
  return path;
}

/** A drill on a wall clock cannot be repeated identically, so its files are written at once and removed if it passes. */
function wallRunner(
  { gates, clock, logFormat, tracing, folder, signal }: FolderRepeatSettings,
  kept: Map<number, string>,
): DrillRunner {
  return async ({ scenario, seed }) => {
    const ran = await drill({
      scenario,
      seed,
      clock,
      gates,
      logFormat,
      ...(tracing === undefined ? {} : { tracing }),
      ...(folder === undefined ? {} : { outDir: folder.path }),
      signal,
      onEvent: () => undefined,
    });
    if (ran.folder !== undefined) {
      if (ran.verdict.passed || kept.size >= failuresKept) rmSync(ran.folder, { recursive: true });
      else {
        kept.set(seed, ran.folder);
        folder?.kept.push(ran.folder);
      }
    }
    return { verdict: ran.verdict, incidents: ran.trace.incidents };
  };
}

/**
 * The shortest possible delay for each kind of incident at the detector's own rate of false alarms: the measured ARL0, or
 * its lower bound if there was no false alarm. Kinds without a known law are left out.
 */
export function floorsOf(
  scenario: Scenario,
  { kinds, falseAlarms }: DetectorStatistics,
): ReadonlyMap<string, Floor> {
  const arl0 = falseAlarms.arl0 ?? falseAlarms.arl0AtLeast;
  if (arl0 <= 1) return new Map();
  return new Map(
    kinds.flatMap(({ kind }): readonly (readonly [string, Floor])[] => {
      const floor = scoreKit(scenario.source).floorOf(scenario, kind, arl0);
      return floor.kind === "none" ? [] : [[kind, { delay: floor.delay, error: floor.error, arl0 }]];
    }),
  );
}
