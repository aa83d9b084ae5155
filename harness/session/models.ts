import { readFileSync } from "node:fs";
import { formatModel, modelNotReadable, parseModel } from "../../detector/model.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { DetectorDefinition, DetectorModel, Training } from "../../domain/detector.ts";
import { reasonOf } from "../../domain/error.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import type { TrainedSpan } from "../../domain/verdict.ts";
import { checkPlainFile } from "../../log/files/plain-file.ts";
import { createWholeFile } from "../../log/files/whole-file.ts";
import type { DetectorGate } from "../drill/gates.ts";
import { simulate } from "../drill/simulate.ts";
import type { AnyDefinition } from "./definition.ts";
import { isRemote } from "./definition.ts";
import type { DetectorSetup } from "./sessions.ts";
import { keyOf } from "./sessions.ts";

/** Makes the option `model` of a trainable detector load the model from that file. Returns other definitions unchanged. */
export function withModel(definition: DetectorDefinition): DetectorDefinition {
  const { train, create } = definition;
  if (train === undefined) return definition;
  return {
    ...definition,
    create: (values, setting) => {
      const path = modelPathIn(values);
      return create(values, path === undefined ? setting : { ...setting, model: readModel(path) });
    },
  };
}

/** @throws FiredrillError MODEL_NOT_READABLE */
export function readModel(path: string): DetectorModel {
  const from = `the model "${path}"`;
  return parseModel(modelText(path, from), from);
}

function modelText(path: string, from: string): string {
  try {
    checkPlainFile(path);
    return readFileSync(path, "utf8");
  } catch (error) {
    throw modelNotReadable(from, reasonOf(error), error);
  }
}

/** @throws FiredrillError LOG_EXISTS if the file exists, LOG_NOT_WRITABLE */
export function writeModel(path: string, model: DetectorModel): void {
  createWholeFile(path, [formatModel(model)]);
}

/** The setups of a drill's detectors. Trainable ones are trained on the scenario's healthy past. */
export function setupsFor(
  gates: readonly DetectorGate[],
  scenario: Scenario,
  seed: number,
): readonly DetectorSetup[] {
  const bySpec = new Map<string, DetectorSetup>();
  return gates.map(({ definition, gate: { options } }) => {
    const spec = keyOf({ definition, options });
    const known = bySpec.get(spec);
    if (known !== undefined) return known;
    const model = pastModel(definition, options, scenario, seed);
    const setup = { definition, options, ...(model === undefined ? {} : { model }) };
    bySpec.set(spec, setup);
    return setup;
  });
}

/** @returns undefined without a past, for a detector that cannot be trained, and with a model of the user's own */
function pastModel(
  definition: AnyDefinition,
  options: OptionValues,
  scenario: Scenario,
  seed: number,
): DetectorModel | undefined {
  const past = domainKit(scenario.source).pastOf(scenario);
  if (past === undefined || isRemote(definition) || definition.train === undefined) return undefined;
  if (modelPathIn(options) !== undefined) return undefined;
  const known = learned.get(definition) ?? new Map<string, DetectorModel>();
  learned.set(definition, known);
  // Scenarios of a suite and cells of a sweep often have the same past, which their names and expectations do not change.
  const key = JSON.stringify([options, seed, { ...past, name: "", summary: "", expect: [] }]);
  const model = known.get(key) ?? trained(definition.train(options, scenario), past, seed);
  known.delete(key);
  known.set(key, model);
  const [oldest] = known.size > mostKept ? known.keys() : [];
  if (oldest !== undefined) known.delete(oldest);
  return model;
}

/** Models of recent drills, the newest last. */
const learned = new WeakMap<DetectorDefinition, Map<string, DetectorModel>>();
const mostKept = 32;

function trained(training: Training, past: Scenario, seed: number): DetectorModel {
  for (const { observation } of simulate(past, seed)) training.learn(observation);
  return training.finish();
}

function modelPathIn(options: OptionValues): string | undefined {
  const path = String(options["model"] ?? "");
  return path === "" ? undefined : path;
}

/**
 * The time span of the log from which the user's own model was trained.
 * @returns undefined without such a model, and for a model that does not record the span
 * @throws FiredrillError MODEL_NOT_READABLE
 */
export function trainedSpanOf(definition: AnyDefinition, options: OptionValues): TrainedSpan | undefined {
  if (isRemote(definition) || definition.train === undefined) return undefined;
  const path = modelPathIn(options);
  return path === undefined ? undefined : spanIn(readModel(path));
}

function spanIn(model: DetectorModel): TrainedSpan | undefined {
  if (!("trainedFromMs" in model && "trainedUntilMs" in model)) return undefined;
  const { trainedFromMs: fromMs, trainedUntilMs: untilMs } = model;
  return isInstant(fromMs) && isInstant(untilMs) ? { fromMs, untilMs } : undefined;
}

/** The last instant of the year 9999. */
const latestMs = 253_402_300_799_999;

function isInstant(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= latestMs;
}
