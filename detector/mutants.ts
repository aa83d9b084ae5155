import type { Alert } from "../domain/alert.ts";
import type { OptionTable, OptionValues } from "../domain/detector-options.ts";
import { at, none } from "../domain/detector.ts";
import type { Detector, DetectorDefinition } from "../domain/detector.ts";
import type { Observation } from "../domain/observation.ts";

/** A detector broken in one way, to prove that a test suite would notice. */
export interface Mutant {
  /** What is wrong with it: `never fires`. */
  readonly name: string;
  /** Named as the original, so that scenarios expect the same of it. */
  readonly definition: DetectorDefinition;
}

type Observe = Detector<Observation>["observe"];

/**
 * Broken versions of a detector: a suite that lets one of them pass would let the same mistake in the detector pass.
 * The threshold mutant is left out for a detector without thresholds.
 */
export function mutantsOf(definition: DetectorDefinition): readonly Mutant[] {
  return [
    { name: "never fires", definition: rewired(definition, neverFires) },
    { name: "always fires", definition: rewired(definition, alwaysFires) },
    ...thresholdMutants(definition),
    { name: "is deaf after its first alert", definition: rewired(definition, deafAfterFirst) },
    { name: "dates alerts one row late", definition: rewired(definition, datesLate) },
    { name: "names the wrong subject", definition: rewired(definition, namesWrongSubject) },
  ];
}

function rewired(definition: DetectorDefinition, rewire: (observe: Observe) => Observe): DetectorDefinition {
  return {
    ...definition,
    create: (values) => {
      const detector = definition.create(values);
      return { ...detector, observe: rewire(detector.observe) };
    },
  };
}

function neverFires(): Observe {
  return () => none;
}

/** From its first row to its last. */
function alwaysFires(): Observe {
  let isFiring = false;
  return (observation) => {
    if (isFiring) return none;
    isFiring = true;
    return [{ key: "always", severity: "error", state: "firing", ...at(observation) }];
  };
}

function deafAfterFirst(observe: Observe): Observe {
  let isDeaf = false;
  return (observation) => {
    if (isDeaf) return none;
    const alerts = observe(observation);
    isDeaf = alerts.length > 0;
    return alerts;
  };
}

function datesLate(observe: Observe): Observe {
  let held: readonly Alert[] = none;
  return (observation) => {
    const late = held.map((alert) => ({ ...alert, ...at(observation) }));
    held = observe(observation);
    return late;
  };
}

function namesWrongSubject(observe: Observe): Observe {
  return (observation) => observe(observation).map((alert) => ({ ...alert, subject: "host:bystander" }));
}

function thresholdMutants(definition: DetectorDefinition): readonly Mutant[] {
  const names = thresholdNames(definition.options);
  if (names.length === 0) return [];
  const create: DetectorDefinition["create"] = (values) => definition.create(tenfold(values, names));
  return [{ name: "has its thresholds ten times too high", definition: { ...definition, create } }];
}

function thresholdNames(table: OptionTable): readonly string[] {
  return Object.entries(table).flatMap(([name, spec]) =>
    spec.kind === "number" && spec.threshold === true ? [name] : [],
  );
}

function tenfold(values: OptionValues, names: readonly string[]): OptionValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, names.includes(name) ? Number(value) * 10 : value]),
  );
}
