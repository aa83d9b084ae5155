import { detectorsFor } from "../../detector/registry.ts";
import type { Severity } from "../../domain/alert.ts";
import type { SuiteRow } from "../../domain/results/suite.ts";
import type { Within } from "../../domain/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { DetectorVerdict } from "../../domain/verdict.ts";
import { findSuite } from "../../scenarios/registry.ts";
import { assembleVerdict } from "../../score/judge/verdict.ts";
import type { DetectorChoice, DetectorGate, GateOverrides } from "../drill/gates.ts";
import { gatesOf } from "../drill/gates.ts";
import type { JudgedDrill } from "../drill/judge.ts";
import type { DrillPlan } from "../drill/plan.ts";
import { simulatedDrill } from "../drill/simulated-drill.ts";
import { chooseDetectors, definitionsNamed } from "../session/choice.ts";
import type { Kept } from "../session/definition.ts";
import { keepingPrograms } from "../session/definition.ts";
import type { RemoteSettings } from "../session/remote-definitions.ts";
import { withSecondLook } from "../session/second-look.ts";
import { decided, distrusted } from "./repeat.ts";

/** A run of a suite as the command line describes it. */
export interface SuiteRequest {
  readonly suite: string;
  readonly seed: number;
  /** As `chooseDetector` takes them. If empty, all built-in detectors that read such logs, at their defaults, and the scenarios' own gates. */
  readonly detectors: readonly string[];
  readonly remote: RemoteSettings;
  readonly within?: Within;
  readonly severity?: Severity;
}

/** One scenario of the suite: verdict and trace of the gates that decide, and its row of the table. */
export interface SuiteDrill extends JudgedDrill {
  readonly row: SuiteRow;
}

interface SuiteControl {
  /** Picks scenarios by their place in the suite. Default: all. */
  readonly isPlayed?: (at: number) => boolean;
  /** Called after each drill. */
  readonly onDrill?: (at: number, drill: SuiteDrill) => void;
}

/**
 * Runs every detector on the simulated log of every scenario of a suite, without sockets and on the virtual clock. A
 * detector keeps its options throughout and has its own window as its deadline by default. The scenarios' own gates count
 * only if no detector is given. A given deadline or severity applies to both.
 * @throws FiredrillError UNKNOWN_SUITE, and what choosing and setting up detectors throws
 */
export async function drillSuite(
  words: SuiteRequest,
  { isPlayed = () => true, onDrill }: SuiteControl = {},
): Promise<readonly SuiteDrill[]> {
  const plans = await planSuite(words);
  const definitions = plans.flatMap(({ gates }) => gates.map(({ definition }) => definition));
  const { result, differs } = await keepingPrograms(definitions, async () => {
    const drills: { readonly plan: SuitePlan; readonly drill: SuiteDrill }[] = [];
    for (const [at, plan] of plans.entries()) {
      if (!isPlayed(at)) continue;
      const drill = await drillOne(plan, words.seed);
      onDrill?.(at, drill);
      drills.push({ plan, drill });
    }
    return drills;
  });
  return result.map(({ plan, drill }) =>
    differs.size === 0 ? drill : distrustedDrill(plan, drill, differs),
  );
}

function distrustedDrill({ gates, alongside }: SuitePlan, drill: SuiteDrill, differs: Differing): SuiteDrill {
  const all = [...gates, ...alongside];
  const marked = (verdicts: readonly DetectorVerdict[], from: number): readonly DetectorVerdict[] =>
    verdicts.map((verdict, at) => {
      const { error, ...one } = distrusted(verdict, differs, all[from + at]?.definition);
      return error === undefined ? verdict : { ...one, passed: false, error };
    });
  const { row } = drill;
  const { expected } = row;
  const columns = marked(row.columns, expected === undefined ? 0 : gates.length);
  return {
    ...drill,
    verdict: assembleVerdict({ ...drill.verdict, detectors: marked(drill.verdict.detectors, 0) }),
    row: { ...row, columns, ...(expected === undefined ? {} : { expected: marked(expected, 0) }) },
  };
}

type Differing = Kept<unknown>["differs"];

/** One scenario of a suite, and the gates of its drills. */
export interface SuitePlan extends DrillPlan {
  /** Gates of the table's detectors that do not decide; empty if detectors are given, for then those decide. */
  readonly alongside: readonly DetectorGate[];
}

/** @throws FiredrillError UNKNOWN_SUITE, and what choosing detectors throws */
export async function planSuite(words: Omit<SuiteRequest, "seed">): Promise<readonly SuitePlan[]> {
  const { scenarios } = findSuite(words.suite);
  const choices = await choicesOf(words, scenarios);
  return Promise.all(
    scenarios.map(async (scenario) => {
      const table = choices.flatMap((choice) => gatesFor(scenario, choice, words));
      if (words.detectors.length > 0) return { scenario, gates: table, alongside: [] };
      return { scenario, gates: await ownGates(scenario, words), alongside: table };
    }),
  );
}

/** The given detectors, else all built-in ones that can read every log of the suite. */
async function choicesOf(
  { detectors: specs, remote }: Pick<SuiteRequest, "detectors" | "remote">,
  scenarios: readonly Scenario[],
): Promise<readonly DetectorChoice[]> {
  if (specs.length === 0) {
    const sources = scenarios.map(({ source }) => source);
    return detectorsFor(sources).map((definition) => ({
      definition: withSecondLook(definition, remote.confirm),
      options: {},
    }));
  }
  return chooseDetectors(specs, remote);
}

async function drillOne({ scenario, gates, alongside }: SuitePlan, seed: number): Promise<SuiteDrill> {
  const all = await simulatedDrill({ scenario, seed, gates: [...gates, ...alongside] });
  const { detectors } = all.verdict;
  if (alongside.length === 0) return { ...all, row: { scenario: scenario.name, columns: detectors } };
  const verdict = decided(all.verdict, gates.length);
  const trace = { ...all.trace, detectors: all.trace.detectors.slice(0, gates.length) };
  const columns = detectors.slice(gates.length);
  return { ...all, verdict, trace, row: { scenario: scenario.name, columns, expected: verdict.detectors } };
}

function gatesFor(scenario: Scenario, choice: DetectorChoice, words: GateOverrides): readonly DetectorGate[] {
  return gatesOf({ ...scenario, expect: [] }, [choice], overridesOf(words), () => choice.definition);
}

async function ownGates(
  scenario: Scenario,
  words: GateOverrides & Pick<SuiteRequest, "remote">,
): Promise<readonly DetectorGate[]> {
  const find = await definitionsNamed(
    scenario.expect.map(({ detector }) => detector),
    words.remote,
  );
  return gatesOf(scenario, [], overridesOf(words), find);
}

function overridesOf({ within, severity }: GateOverrides): GateOverrides {
  return {
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
  };
}
