import { rmSync } from "node:fs";
import type { DetectorStatistics, DrillReference } from "../../domain/results/statistics.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { ClockKind } from "../../domain/time/clock.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import type { RepeatedDrill } from "../../score/study/statistics.ts";
import { wallNowMs } from "../clock/clock.ts";
import { drillFiles } from "../drill/drill-files.ts";
import { drill } from "../drill/drill.ts";
import type { DetectorGate } from "../drill/gates.ts";
import { interrupted } from "../drill/interrupted.ts";
import { simulatedDrill } from "../drill/simulated-drill.ts";
import type { RunFolder } from "../files/run-folder.ts";
import { makeRunFolder } from "../files/run-folder.ts";
import type { OnsetChoice, SeededScenario } from "./onset.ts";
import { repeatDrills } from "./repeat.ts";

/** How many drills that did not pass are kept with all their files. */
const failuresKept = 10;

export interface FolderRepeatSettings {
  readonly scenario: Scenario;
  /** As `gatesOf` returns them. */
  readonly gates: readonly DetectorGate[];
  readonly clock: ClockKind;
  readonly onset: OnsetChoice;
  readonly seeds: readonly number[];
  readonly logFormat: LogFormat;
  /** Where the run folder is made; absent: nothing is kept. */
  readonly outDir?: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly onDrill: (finished: number) => void;
}

/** A drill that did not pass. */
interface FailedSeed extends DrillReference {
  /** Its own run folder, if it was kept. */
  readonly folder?: string;
}

export interface FolderRepeat {
  /** One for each gate, in order. */
  readonly statistics: readonly DetectorStatistics[];
  readonly verdicts: readonly Verdict[];
  readonly failed: number;
  /** The first of them, at most `failuresKept`. */
  readonly failures: readonly FailedSeed[];
  /** The run folder; absent when nothing is kept. Its verdict is for the caller to write. */
  readonly folder?: RunFolder;
}

/**
 * Repeats a drill into one run folder, which keeps full drills only of the first seeds that failed.
 * @throws FiredrillError of kind `drill` when a drill could not be run; INTERRUPTED when the signal was aborted
 */
export async function repeatInFolder(settings: FolderRepeatSettings): Promise<FolderRepeat> {
  const { scenario, outDir, seeds, signal, onDrill } = settings;
  const folder =
    outDir === undefined ? undefined : makeRunFolder(outDir, scenario.name, seeds[0] ?? 0, wallNowMs());
  const verdicts: Verdict[] = [];
  const failed: SeededScenario[] = [];
  const folders = new Map<number, string>();
  const wall = wallRunner(settings, folder, folders);
  try {
    const statistics = await repeatDrills({
      ...settings,
      runInWallTime: wall,
      onDrill: (one, verdict) => {
        verdicts.push(one.settings.length === 0 ? verdict : { ...verdict, settings: one.settings });
        if (!verdict.passed) failed.push(one);
        onDrill(verdicts.length);
      },
    });
    const shown = failed.slice(0, failuresKept);
    if (settings.clock.kind === "virtual" && folder !== undefined)
      for (const one of shown) folders.set(one.seed, await saveAgain(settings, one, folder));
    const failures = shown.map(({ seed, settings: drawn }) => {
      const kept = folders.get(seed);
      return { seed, settings: drawn, ...(kept === undefined ? {} : { folder: kept }) };
    });
    return { statistics, verdicts, failed: failed.length, failures, ...(folder && { folder }) };
  } catch (error) {
    if (!signal.aborted) throw error;
    if (folders.size === 0 && folder !== undefined) rmSync(folder.path, { recursive: true });
    throw interrupted(folders.size === 0 ? undefined : folder?.path);
  }
}

/** On the virtual clock a drill is the same each time, so that its files can be written once it is known to have failed. */
async function saveAgain(
  { gates, logFormat }: FolderRepeatSettings,
  { scenario, seed }: SeededScenario,
  folder: RunFolder,
): Promise<string> {
  const clock = { kind: "virtual" } as const;
  const files = drillFiles({ scenario, seed, clock, logFormat, outDir: folder.path });
  try {
    files.finish(await simulatedDrill({ scenario, seed, gates }, files));
  } finally {
    files.close();
  }
  return files.folder ?? folder.path;
}

/** In wall time a drill is never the same again: its files are written at once, and thrown away if it passes. */
function wallRunner(
  { gates, clock, logFormat, signal }: FolderRepeatSettings,
  folder: RunFolder | undefined,
  kept: Map<number, string>,
): (drill: SeededScenario) => Promise<RepeatedDrill> {
  return async ({ scenario, seed }) => {
    const outDir = folder === undefined ? {} : { outDir: folder.path };
    const ran = await drill({
      scenario,
      seed,
      clock,
      gates,
      logFormat,
      ...outDir,
      signal,
      onEvent: () => undefined,
    });
    if (ran.folder !== undefined) {
      if (ran.verdict.passed || kept.size >= failuresKept) rmSync(ran.folder, { recursive: true });
      else kept.set(seed, ran.folder);
    }
    return { verdict: ran.verdict, incidents: ran.trace.incidents };
  };
}
