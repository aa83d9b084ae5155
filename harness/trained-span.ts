import type { OptionValues } from "../domain/detector-options.ts";
import type { DetectorModel } from "../domain/detector.ts";
import type { TrainedSpan } from "../domain/subject-verdict.ts";
import { isRemote } from "./detector-kind.ts";
import type { AnyDefinition } from "./detector-kind.ts";
import { readModel } from "./model-file.ts";

/**
 * From when until when the log lasted from which the user's own model of a detector comes.
 * @returns undefined without one, and for a model that does not say
 * @throws FiredrillError MODEL_NOT_READABLE
 */
export function trainedSpanOf(definition: AnyDefinition, options: OptionValues): TrainedSpan | undefined {
  if (isRemote(definition) || definition.train === undefined) return undefined;
  const path = String(options["model"] ?? "");
  return path === "" ? undefined : spanIn(readModel(path));
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
