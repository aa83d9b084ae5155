import type { OptionValues } from "../domain/detector-options.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import { causedAtMs } from "../domain/observation.ts";
import type { Observation } from "../domain/observation.ts";
import type { Scenario } from "../domain/scenario.ts";
import type { DetectorFacts } from "../score/ranking/row.ts";
import { monotonicMs } from "./clock.ts";
import { localSession, tickMsFor } from "./detector-session.ts";
import type { DetectorSession } from "./detector-session.ts";
import type { DetectorGate } from "./gates.ts";
import { setupsFor } from "./past-model.ts";
import { simulate } from "./simulate.ts";

/**
 * What a detector does beside noticing: whether it knows the future, and what it costs. One that must learn first has
 * learned from the scenario's past.
 */
export function detectorFacts(
  asked: DetectorGate,
  learner: DetectorDefinition,
  scenario: Scenario,
  seed: number,
): DetectorFacts {
  const { options } = asked.gate;
  const [setup] = setupsFor([asked], scenario, seed);
  const definition = { ...learner, create: (values: OptionValues) => learner.create(values, setup?.model) };
  const rows = [...simulate(scenario, seed)].map(({ observation }) => observation);
  return {
    looksAhead: looksAhead(definition, options, rows),
    nsPerObservation: nsPerObservation(definition, options, rows),
  };
}

/**
 * True when an alert is dated by another row than the last one shown, or when the log cut short gives other alerts than
 * the same stretch of the whole log.
 */
export function looksAhead(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: readonly Observation[],
): boolean {
  const whole = saidRowByRow(definition, options, rows);
  const spoken = whole.flatMap(({ said }, at) => (said === "" ? [] : [at + 1]));
  const cuts = [
    ...new Set([1, 2, 3].map((quarter) => Math.floor((rows.length * quarter) / 4)).concat(spoken)),
  ];
  return (
    whole.some(({ isDatedNow }) => !isDatedNow) ||
    cuts.slice(0, mostCuts).some((cut) => {
      const short = saidRowByRow(definition, options, rows.slice(0, cut));
      return short.some(({ said }, at) => said !== whole[at]?.said);
    })
  );
}

const mostCuts = 12;

interface SaidAtRow {
  /** Empty for nothing. */
  readonly said: string;
  readonly isDatedNow: boolean;
}

function saidRowByRow(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: readonly Observation[],
): readonly SaidAtRow[] {
  const session = freshSession(definition, options, rows);
  let lastIndex = -1;
  return rows.map((row) => {
    const heardUpTo = (): number => session.alerts.length;
    const from = heardUpTo();
    session.elapse(row.atMs);
    const between = heardUpTo();
    void session.observe(row);
    const alerts = session.alerts.slice(from);
    // An alert about time that passed without a row comes before this row, and is about the one before; so is an end
    // that fell due between two ticks.
    const isDatedNow = alerts.every(({ atIndex, atMs, state }, at) => {
      const isOfBefore = from + at < between || (state === "resolved" && atMs < row.atMs);
      return atIndex === row.index || (isOfBefore && atIndex === lastIndex);
    });
    lastIndex = row.index;
    return { said: alerts.length === 0 ? "" : JSON.stringify(alerts), isDatedNow };
  });
}

function freshSession(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: readonly Observation[],
): DetectorSession {
  const [first] = rows;
  const startMs = first === undefined ? 0 : causedAtMs(first);
  const clock = { nowMs: () => startMs, sleepUntilMs: () => Promise.resolve(), hold: () => () => undefined };
  const surroundings = { clock, clockKind: { kind: "virtual" }, seed: 0 } as const;
  return localSession(
    definition.name,
    definition.create(options),
    tickMsFor(definition.reads),
    surroundings,
    () => undefined,
  );
}

const timedForMs = 10;

/** The fastest of several goes over the whole log, each with a fresh detector: other work on the machine only slows. */
function nsPerObservation(
  definition: DetectorDefinition,
  options: OptionValues,
  rows: readonly Observation[],
): number {
  let fastestMs = Infinity;
  for (const startMs = monotonicMs(); monotonicMs() - startMs < timedForMs;) {
    const detector = definition.create(options);
    const beforeMs = monotonicMs();
    for (const row of rows) detector.observe(row);
    fastestMs = Math.min(fastestMs, monotonicMs() - beforeMs);
  }
  return (fastestMs * 1e6) / Math.max(1, rows.length);
}
