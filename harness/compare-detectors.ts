import type { Severity } from "../domain/alert.ts";
import type { Scenario, Within } from "../domain/scenario.ts";
import { detectorLabels } from "../score/labels.ts";
import { rankedRows } from "../score/ranking/row.ts";
import type { RankedRow, SmallestValue } from "../score/ranking/row.ts";
import type { DetectorStatistics } from "../score/repeat/statistics.ts";
import { isReliable } from "../score/sweep/extremes.ts";
import { detectorFacts } from "./detector-facts.ts";
import { isRemote } from "./detector-kind.ts";
import { planScenario } from "./drill-plan.ts";
import { faultDial, smallestNoticed } from "./fault-dial.ts";
import type { DetectorChoice, DetectorGate } from "./gates.ts";
import type { OnsetChoice } from "./onset.ts";
import { needsOwnProcess } from "./own-process.ts";
import { defaultRemoteSettings } from "./remote-definitions.ts";
import { repeatDrills } from "./repeat.ts";
import { floorsOf } from "./scenario-floor.ts";

export interface ComparisonSettings {
  readonly scenario: Scenario;
  /** At least one, all of this process. */
  readonly choices: readonly DetectorChoice[];
  readonly drills: number;
  readonly firstSeed: number;
  readonly onset: OnsetChoice;
  /** One deadline for all; default: the first that the scenario sets, else 10 affected observations. */
  readonly within?: Within;
  readonly severity?: Severity;
  readonly signal: AbortSignal;
  /** Told after each detector. */
  readonly onDetector: () => void;
}

const usualWithin = 10;
/** So many clean drills show 95 %. */
const smallestFaultDrills = 59;

/**
 * Every detector on the same drills, one after the other.
 * @throws FiredrillError NEEDS_OWN_PROCESS, and what planning throws; the signal's reason when it was aborted
 */
export async function compareDetectors(settings: ComparisonSettings): Promise<readonly RankedRow[]> {
  const { choices, onDetector } = settings;
  const labels = detectorLabels(
    choices.map(({ definition, options }) => ({ name: definition.name, options })),
  );
  const rows: RankedRow[] = [];
  for (const [at, choice] of choices.entries()) {
    const label = labels[at] ?? choice.definition.name;
    rows.push(...(await rowsFor(settings, choice, label)));
    onDetector();
  }
  return rows;
}

async function rowsFor(
  settings: ComparisonSettings,
  choice: DetectorChoice,
  label: string,
): Promise<readonly RankedRow[]> {
  const { scenario, drills, firstSeed } = settings;
  const { definition } = choice;
  if (isRemote(definition)) throw needsOwnProcess();
  const [gate, ...others] = await gatesFor(settings, choice, scenario);
  if (gate === undefined) return [];
  const [statistics] = await drilled(settings, scenario, [gate, ...others], drills);
  if (statistics === undefined) return [];
  const facts = detectorFacts(gate, definition, scenario, firstSeed);
  const smallest = await smallestFor(settings, choice);
  return rankedRows(scenario.name, label, statistics, floorsOf(scenario, statistics), facts, smallest);
}

async function gatesFor(
  { within, severity }: ComparisonSettings,
  choice: DetectorChoice,
  scenario: Scenario,
): Promise<readonly DetectorGate[]> {
  const { gates } = await planScenario({
    scenario: { ...scenario, expect: [] },
    settings: [],
    choices: [choice],
    remote: defaultRemoteSettings,
    within: within ?? scenario.expect[0]?.within ?? usualWithin,
    ...(severity === undefined ? {} : { severity }),
  });
  return gates;
}

function drilled(
  { firstSeed, onset, signal }: ComparisonSettings,
  scenario: Scenario,
  gates: readonly DetectorGate[],
  drills: number,
): Promise<readonly DetectorStatistics[]> {
  return repeatDrills({
    scenario,
    gates,
    clock: { kind: "virtual" },
    onset,
    seeds: Array.from({ length: drills }, (_, at) => firstSeed + at),
    signal,
    runInWallTime: () => Promise.reject(new RangeError("a comparison takes no wall time")),
    onDrill: () => undefined,
  });
}

async function smallestFor(
  settings: ComparisonSettings,
  choice: DetectorChoice,
): Promise<SmallestValue | undefined> {
  const dial = faultDial(settings.scenario);
  if (dial === undefined) return undefined;
  const { changeScenario } = await import("../scenarios/change.ts");
  const value = await smallestNoticed(dial, async (size) => {
    const scenario = changeScenario(settings.scenario, `${dial.target}=${size}`);
    const gates = await gatesFor(settings, choice, scenario);
    const [statistics] = await drilled(settings, scenario, gates, smallestFaultDrills);
    return statistics?.kinds.every(({ inTime }) => isReliable(inTime)) ?? false;
  });
  return value === undefined ? undefined : { target: dial.target, value };
}
