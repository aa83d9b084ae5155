import type { Severity } from "../../domain/alert.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import type {
  Comparison,
  CrashedInScenario,
  RankedRow,
  SmallestValue,
} from "../../domain/results/ranking.ts";
import type { DetectorStatistics } from "../../domain/results/statistics.ts";
import { isReliable } from "../../domain/results/sweep.ts";
import type { Within } from "../../domain/scenario.ts";
import type { LogSource, Observation, Scenario } from "../../domain/sources.ts";
import { causedAtMs } from "../../domain/sources.ts";
import type { VerdictError } from "../../domain/verdict.ts";
import { changeScenario } from "../../scenarios/registry.ts";
import type { DetectorFacts } from "../../score/study/ranking.ts";
import { rankedRows } from "../../score/study/ranking.ts";
import { monotonicMs } from "../clock/clock.ts";
import type { DetectorChoice, DetectorGate } from "../drill/gates.ts";
import { planScenario } from "../drill/plan.ts";
import { simulate } from "../drill/simulate.ts";
import type { Kept } from "../session/definition.ts";
import { isRemote } from "../session/definition.ts";
import type { DetectorSession } from "../session/local-session.ts";
import { crashOf, localSession } from "../session/local-session.ts";
import { setupsFor } from "../session/models.ts";
import { defaultRemoteSettings } from "../session/remote-definitions.ts";
import type { FaultDial } from "../source.ts";
import { harnessKit } from "../sources.ts";
import type { OnsetChoice } from "./onset.ts";
import { floorsOf, repeatDrills } from "./repeat.ts";

interface ComparisonSettings {
  readonly scenario: Scenario;
  /** At least one. */
  readonly choices: readonly DetectorChoice[];
  readonly drills: number;
  readonly firstSeed: number;
  readonly onset: OnsetChoice;
  /** One deadline for all. Default: the scenario's first deadline, else 10 affected observations. */
  readonly within?: Within;
  readonly severity?: Severity;
  /** Drills at once of a detector outside this process. Default 1. */
  readonly jobs?: number;
  readonly signal: AbortSignal;
  /** Called after each detector. */
  readonly onDetector: () => void;
}

const usualWithin = 10;
/** This many drills without a miss prove 95 %. */
const smallestFaultDrills = 59;

/**
 * Runs every detector on the same drills. A crash of one does not affect the others.
 * @throws what planning and starting detectors throws; the signal's reason when it was aborted
 */
export async function compareDetectors(settings: ComparisonSettings): Promise<Comparison> {
  const { choices, onDetector } = settings;
  const labels = labelsOf(choices);
  const rows: RankedRow[] = [];
  const crashed: CrashedInScenario[] = [];
  for (const [at, choice] of choices.entries()) {
    const label = labels[at] ?? choice.definition.name;
    const compared = await compareOne(settings, choice, label);
    rows.push(...compared.rows);
    crashed.push(...compared.crashed);
    onDetector();
  }
  return { rows, crashed };
}

/** Takes the figures of detectors out of the ranking whose programs answer differently in another session. */
export function withoutDiffering(
  { rows, crashed }: Comparison,
  { choices, drills }: Pick<ComparisonSettings, "choices" | "drills">,
  differs: Kept<unknown>["differs"],
): Comparison {
  const labels = labelsOf(choices);
  const errors = new Map(
    choices.flatMap(({ definition }, at) => {
      const error = differs.get(definition);
      return error === undefined ? [] : [[labels[at] ?? definition.name, error] as const];
    }),
  );
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  return {
    rows: rows.map((row) =>
      errors.has(row.detector) ? { ...row, disqualified: "it answers differently in another session" } : row,
    ),
    crashed: [
      ...crashed,
      ...[...errors].flatMap(([detector, error]) =>
        scenarios.map((scenario) => ({ scenario, detector, crashed: 0, drills, error })),
      ),
    ],
  };
}

function labelsOf(choices: readonly DetectorChoice[]): readonly string[] {
  return detectorLabels(choices.map(({ definition, options }) => ({ name: definition.name, options })));
}

async function compareOne(
  settings: ComparisonSettings,
  choice: DetectorChoice,
  label: string,
): Promise<Comparison> {
  const { scenario, drills, firstSeed } = settings;
  const { definition } = choice;
  const [gate, ...others] = await gatesFor(settings, choice, scenario);
  if (gate === undefined) return { rows: [], crashed: [] };
  const [statistics] = await drilled(settings, scenario, [gate, ...others], drills);
  if (statistics === undefined) return { rows: [], crashed: [] };
  // Hindsight of a remote detector is found in its drills; its cost and its smallest fault would take thousands of runs.
  const isOutside = isRemote(definition);
  const facts = isOutside ? outsideFacts : detectorFacts(gate, definition, scenario, firstSeed, label);
  const smallest = isOutside ? undefined : await smallestFor(settings, choice);
  const error = statistics.error ?? facts.crash;
  return {
    rows: rankedRows(scenario.name, label, statistics, floorsOf(scenario, statistics), facts, smallest),
    crashed:
      error === undefined
        ? []
        : [{ scenario: scenario.name, detector: label, crashed: statistics.crashed, drills, error }],
  };
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
  { firstSeed, onset, jobs = 1, signal }: ComparisonSettings,
  scenario: Scenario,
  gates: readonly DetectorGate[],
  drills: number,
): Promise<readonly DetectorStatistics[]> {
  return repeatDrills({
    scenario,
    gates,
    onset,
    seeds: Array.from({ length: drills }, (_, at) => firstSeed + at),
    jobs,
    signal,
  });
}

async function smallestFor(
  settings: ComparisonSettings,
  choice: DetectorChoice,
): Promise<SmallestValue | undefined> {
  const dial = harnessKit(settings.scenario.source).study.faultDial(settings.scenario);
  if (dial === undefined) return undefined;
  const value = await smallestNoticed(dial, async (size) => {
    const scenario = await changeScenario(settings.scenario, `${dial.target}=${size}`);
    const gates = await gatesFor(settings, choice, scenario);
    const [statistics] = await drilled(settings, scenario, gates, smallestFaultDrills);
    if (statistics === undefined || statistics.error !== undefined) return false;
    return statistics.kinds.every(({ inTime }) => isReliable(inTime));
  });
  return value === undefined ? undefined : { target: dial.target, value };
}

const halvings = 8;
const smallestShare = 1 / 1024;
const significantDigits = 4;

/**
 * The smallest fault for which `isNoticed` holds, by bisection on a logarithmic scale from a thousandth of the full fault.
 * @returns undefined if not even the full fault is noticed
 */
async function smallestNoticed(
  { none, full }: FaultDial,
  isNoticed: (value: number) => Promise<boolean>,
): Promise<number | undefined> {
  const valueAt = (share: number): number =>
    Number((none + (full - none) * share).toPrecision(significantDigits));
  if (!(await isNoticed(full))) return undefined;
  let [low, high] = [Math.log(smallestShare), 0];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (low + high) / 2;
    if (await isNoticed(valueAt(Math.exp(middle)))) high = middle;
    else low = middle;
  }
  return valueAt(Math.exp(high));
}

const outsideFacts: DetectorFacts = { looksAhead: false };

/**
 * Whether a detector looks ahead, and its cost per observation. A trainable detector is trained on the scenario's past.
 */
function detectorFacts(
  detectorGate: DetectorGate,
  learner: DetectorDefinition,
  scenario: Scenario,
  seed: number,
  label: string,
): DetectorFacts {
  const { options } = detectorGate.gate;
  const [setup] = setupsFor([detectorGate], scenario, seed);
  const definition: DetectorDefinition = {
    ...learner,
    create: (values, setting) => learner.create(values, { ...setting, model: setup?.model }),
  };
  const rows = [...simulate(scenario, seed)].map(({ observation }) => observation);
  return {
    looksAhead: looksAhead(definition, options, scenario.source, rows),
    ...timed(definition, options, scenario.source, rows, label),
  };
}

/**
 * True if an alert is dated to another row than the last one shown, or if a prefix of the log gives other alerts than the
 * same rows of the whole log.
 */
export function looksAhead(
  definition: DetectorDefinition,
  options: OptionValues,
  source: LogSource,
  rows: readonly Observation[],
): boolean {
  const full = alertsByRow(definition, options, source, rows);
  const alerting = full.flatMap(({ text }, at) => (text === "" ? [] : [at + 1]));
  const cuts = [
    ...new Set([1, 2, 3].map((quarter) => Math.floor((rows.length * quarter) / 4)).concat(alerting)),
  ];
  return (
    full.some(({ isDatedNow }) => !isDatedNow) ||
    cuts.slice(0, mostCuts).some((cut) => {
      const prefix = alertsByRow(definition, options, source, rows.slice(0, cut));
      return prefix.some(({ text }, at) => text !== full[at]?.text);
    })
  );
}

const mostCuts = 12;

interface RowAlerts {
  /** The alerts as JSON, empty if there are none. */
  readonly text: string;
  readonly isDatedNow: boolean;
}

function alertsByRow(
  definition: DetectorDefinition,
  options: OptionValues,
  source: LogSource,
  rows: readonly Observation[],
): readonly RowAlerts[] {
  const session = freshSession(definition, options, source, rows);
  let lastIndex = -1;
  return rows.map((row) => {
    const alertCount = (): number => session.alerts.length;
    const from = alertCount();
    session.elapse(row.atMs);
    const between = alertCount();
    void session.observe(row);
    const alerts = session.alerts.slice(from);
    // An alert raised by a tick comes before this row and is about the previous row, as is an end due between two ticks.
    const isDatedNow = alerts.every(({ atIndex, atMs, state }, at) => {
      const isAboutPrevious = from + at < between || (state === "resolved" && atMs < row.atMs);
      return atIndex === row.index || (isAboutPrevious && atIndex === lastIndex);
    });
    lastIndex = row.index;
    return { text: alerts.length === 0 ? "" : JSON.stringify(alerts), isDatedNow };
  });
}

function freshSession(
  definition: DetectorDefinition,
  options: OptionValues,
  source: LogSource,
  rows: readonly Observation[],
): DetectorSession {
  const [first] = rows;
  const startMs = first === undefined ? 0 : causedAtMs(first);
  const clock = { nowMs: () => startMs, sleepUntilMs: () => Promise.resolve(), hold: () => () => undefined };
  const context = { clock, clockKind: { kind: "virtual" }, seed: 0 } as const;
  return localSession(
    definition.name,
    definition.create(options, { source }),
    source,
    context,
    () => undefined,
  );
}

const timedForMs = 10;

/**
 * The fastest of several runs over the whole log, each with a fresh detector, because other work on the machine only adds
 * time. Runs without a session, which would be timed too.
 */
function timed(
  definition: DetectorDefinition,
  options: OptionValues,
  source: LogSource,
  rows: readonly Observation[],
  label: string,
): { readonly nsPerObservation: number } | { readonly crash: VerdictError } {
  let fastestMs = Infinity;
  for (const startMs = monotonicMs(); monotonicMs() - startMs < timedForMs;) {
    const detector = definition.create(options, { source });
    const beforeMs = monotonicMs();
    let shown: Observation | undefined;
    try {
      for (const row of rows) {
        shown = row;
        detector.observe(row);
      }
    } catch (thrown) {
      return { crash: crashOf(label, shown, thrown) };
    }
    fastestMs = Math.min(fastestMs, monotonicMs() - beforeMs);
  }
  return { nsPerObservation: (fastestMs * 1e6) / Math.max(1, rows.length) };
}
