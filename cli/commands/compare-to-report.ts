import pc from "picocolors";
import { detectorsFor } from "../../detector/registry.ts";
import type { Severity } from "../../domain/alert.ts";
import type { RankedRow } from "../../domain/results/ranking.ts";
import type { Scenario } from "../../domain/sources.ts";
import { chooseDetector } from "../../harness/session/choice.ts";
import { defaultRemoteSettings } from "../../harness/session/remote-definitions.ts";
import { compareDetectors } from "../../harness/study/compare.ts";
import type { OnsetChoice } from "../../harness/study/onset.ts";
import { rankingJson, rankingText } from "../../report/study/ranking.ts";
import { loadOrFindScenario } from "../../scenarios/registry.ts";
import type { SortColumn } from "../../score/study/ranking.ts";
import { sortedRows } from "../../score/study/ranking.ts";
import { countdownLine } from "../output/countdown.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { interruptSignal } from "../output/interrupt.ts";

/** `firedrill compare` as parsed. */
export interface CompareRequest {
  readonly scenarios: readonly string[];
  /** Empty: every one of ours. */
  readonly detectors: readonly string[];
  readonly drills: number;
  readonly firstSeed: number;
  readonly onset: OnsetChoice;
  readonly within?: string;
  readonly severity?: Severity;
  readonly sort: SortColumn;
  readonly report: "text" | "json";
}

/** Compares on one scenario after another, and prints one table for each kind of incident, or one for a scenario without. */
export async function compareToReport(request: CompareRequest): Promise<ExitCode> {
  const scenarios: Scenario[] = [];
  for (const name of request.scenarios) scenarios.push(await loadOrFindScenario(name));
  const readers = detectorsFor(scenarios.map(({ source }) => source));
  const names = request.detectors.length > 0 ? request.detectors : readers.map(({ name }) => name);
  const choices = await Promise.all(names.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)));
  const interrupt = interruptSignal();
  const total = scenarios.length * choices.length;
  const progress = countdownLine("detector", total);
  const rows: RankedRow[] = [];
  let done = 0;
  const onDetector = (): void => progress.done((done += 1));
  try {
    const { signal } = interrupt;
    for (const scenario of scenarios)
      rows.push(...(await compareDetectors({ ...request, scenario, choices, signal, onDetector })));
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
  } finally {
    progress.clear();
    interrupt.release();
  }
  print(request, sortedRows(rows, request.sort));
  return done < total ? exitCode.interrupted : exitCode.passed;
}

function print({ report, drills }: CompareRequest, rows: readonly RankedRow[]): void {
  if (report === "json") {
    process.stdout.write(rankingJson(rows));
    return;
  }
  const colours = pc.createColors(pc.isColorSupported && process.stdout.isTTY);
  const notes = rows.some(({ kind }) => kind !== undefined)
    ? `Delays in affected observations, a mean of ${drills} drills in which a miss counts as the whole incident. ` +
      "Floors are for zero state, at each detector's own false alarms."
    : `False alarms of ${drills} drills in which nothing was wrong.`;
  process.stdout.write(`${rankingText(rows, colours)}\n${colours.dim(notes)}\n`);
}
