import type { Alert } from "../domain/alert.ts";
import type { OptionTable, OptionValues } from "../domain/detector-options.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import { at, none } from "../domain/detector.ts";
import type { Observation } from "../domain/sources.ts";

/** A detector broken in one way, to prove that a test suite notices. */
export interface Mutant {
  /** The defect, such as `never fires`. */
  readonly name: string;
  /** Keeps the detector's name, so that a scenario's gates apply. */
  readonly definition: DetectorDefinition;
}

/** Changes the alerts of a row, or of `elapse` when there is no row. */
type Spoil = (alerts: readonly Alert[], row: Observation | undefined) => readonly Alert[];

/**
 * Broken versions of a detector. A test suite that passes with one of them would not notice that defect. A detector
 * without thresholds has no threshold mutant.
 */
export function mutantsOf(definition: DetectorDefinition): readonly Mutant[] {
  return [
    { name: "never fires", definition: spoiled(definition, neverFires) },
    { name: "always fires", definition: spoiled(definition, alwaysFires) },
    ...thresholdMutants(definition),
    { name: "is deaf after its first alert", definition: spoiled(definition, deafAfterFirst) },
    { name: "dates alerts one row late", definition: spoiled(definition, datesLate) },
    { name: "names the wrong subject", definition: spoiled(definition, namesWrongSubject) },
  ];
}

/** @param begin - called once per detector, since a spoil may have state */
function spoiled(definition: DetectorDefinition, begin: () => Spoil): DetectorDefinition {
  return {
    ...definition,
    create: (values, setting) => {
      const detector = definition.create(values, setting);
      const { elapse, observe } = detector;
      const spoil = begin();
      return {
        ...detector,
        observe: (observation) => spoil(observe(observation), observation),
        ...(elapse === undefined ? {} : { elapse: (nowMs) => spoil(elapse(nowMs), undefined) }),
      };
    },
  };
}

function neverFires(): Spoil {
  return () => none;
}

/** One episode from the first row to the last. */
function alwaysFires(): Spoil {
  let isFiring = false;
  return (_, row) => {
    if (isFiring || row === undefined) return none;
    isFiring = true;
    return [{ key: "always", severity: "error", state: "firing", ...at(row) }];
  };
}

function deafAfterFirst(): Spoil {
  let isDeaf = false;
  return (alerts) => {
    if (isDeaf) return none;
    isDeaf = alerts.length > 0;
    return alerts;
  };
}

function datesLate(): Spoil {
  let held: readonly Alert[] = none;
  return (alerts, row) => {
    const late = row === undefined ? none : held.map((alert) => ({ ...alert, ...at(row) }));
    held = row === undefined ? [...held, ...alerts] : alerts;
    return late;
  };
}

function namesWrongSubject(): Spoil {
  return (alerts) => alerts.map((alert) => ({ ...alert, subject: "host:bystander" }));
}

function thresholdMutants(definition: DetectorDefinition): readonly Mutant[] {
  const names = thresholdNames(definition.options);
  if (names.length === 0) return [];
  const create: DetectorDefinition["create"] = (values, setting) =>
    definition.create(tenfold(values, names), setting);
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
