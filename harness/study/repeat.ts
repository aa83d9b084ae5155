import type { DetectorStatistics } from "../../domain/results/statistics.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { ClockKind } from "../../domain/time/clock.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { RepeatedDrill } from "../../score/study/statistics.ts";
import { exposureOf, incidentSamples, statisticsBook } from "../../score/study/statistics.ts";
import type { DetectorGate } from "../drill/gates.ts";
import { isLocal, localDrill, simulatedDrill } from "../drill/simulated-drill.ts";
import type { OnsetChoice, SeededScenario } from "./onset.ts";
import { seededScenario } from "./onset.ts";

export interface RepeatSettings {
  readonly scenario: Scenario;
  /** As `gatesOf` returns them. */
  readonly gates: readonly DetectorGate[];
  readonly clock: ClockKind;
  readonly onset: OnsetChoice;
  readonly seeds: readonly number[];
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** How a drill is run that takes wall time. */
  readonly runInWallTime: (drill: SeededScenario) => Promise<RepeatedDrill>;
  /** Told of every drill as soon as it is over. */
  readonly onDrill: (drill: SeededScenario, verdict: Verdict) => void;
}

/** How long the program may be deaf to Ctrl-C while drills run that take no time, in drills. */
const drillsPerTurn = 50;

/**
 * The same scenario with one seed after another.
 * @returns one for each gate, in order
 * @throws the signal's reason when it was aborted
 */
export async function repeatDrills(settings: RepeatSettings): Promise<readonly DetectorStatistics[]> {
  const { scenario, gates, onset, seeds, signal, onDrill } = settings;
  const books = gates.map(({ gate }) => ({ gate, book: statisticsBook(gate) }));
  const run = drillRunner(settings);
  for (const [at, seed] of seeds.entries()) {
    if (at % drillsPerTurn === drillsPerTurn - 1) await turn();
    signal.throwIfAborted();
    const drill = seededScenario(scenario, gates, seed, onset);
    const ran = run(drill);
    const { verdict, incidents } = ran instanceof Promise ? await ran : ran;
    for (const [index, { gate, book }] of books.entries()) {
      const judged = verdict.detectors[index];
      if (judged === undefined) continue;
      book.add({
        seed,
        settings: drill.settings,
        verdict: judged,
        incidents: incidentSamples(judged, incidents),
        exposure: exposureOf(verdict, incidents, gate.windowSize),
      });
    }
    onDrill(drill, verdict);
  }
  return books.map(({ book }) => book.finish());
}

type DrillRunner = (drill: SeededScenario) => RepeatedDrill | Promise<RepeatedDrill>;

function drillRunner({ gates, clock, runInWallTime }: RepeatSettings): DrillRunner {
  if (clock.kind !== "virtual") return runInWallTime;
  if (isLocal(gates)) return ({ scenario, seed }) => repeated(localDrill({ scenario, seed, gates }));
  return async ({ scenario, seed }) => repeated(await simulatedDrill({ scenario, seed, gates }));
}

function repeated({ verdict, trace }: { readonly verdict: Verdict; readonly trace: Truth }): RepeatedDrill {
  return { verdict, incidents: trace.incidents };
}

type Truth = Pick<RepeatedDrill, "incidents">;

/** Lets signals and timers through. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
