import { parseOptions } from "../../domain/detector-options.ts";
import type { DetectorModel } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { readObservedLog } from "../../log/files/read.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import { localOffsetMs } from "../clock/clock.ts";
import { isRemote } from "../session/definition.ts";
import { checkReads } from "../drill/gates.ts";
import type { DetectorChoice } from "../drill/gates.ts";

export interface TrainedModel {
  readonly model: DetectorModel;
  /** Read. */
  readonly rows: number;
  readonly skipped: SkippedLines;
}

/**
 * Lets a detector learn from a log in which nothing is wrong.
 * @throws FiredrillError NOTHING_TO_TRAIN, WRONG_LOG_SOURCE, TOO_LITTLE_HEALTH, and what reading the log throws
 */
export async function trainDetector(
  path: string,
  { definition, options }: DetectorChoice,
): Promise<TrainedModel> {
  if (isRemote(definition) || definition.train === undefined) throw nothingToTrain(definition.name);
  const training = definition.train(parseOptions(definition.name, definition.options, options));
  const reading = readObservedLog(path, { utcOffsetMs: localOffsetMs });
  checkReads(definition, reading.detected.source);
  let rows = 0;
  for await (const row of reading.rows) {
    training.learn(row);
    rows += 1;
  }
  return { model: training.finish(), rows, skipped: reading.skipped() };
}

function nothingToTrain(name: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTHING_TO_TRAIN",
    `The detector ${name} keeps no model.`,
    `It needs no training; "firedrill list" shows which detectors have the option model.`,
  );
}
