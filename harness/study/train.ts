import { beginTraining, nothingToTrain } from "../../detector/model.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { DetectorModel } from "../../domain/detector.ts";
import { readObservedLog } from "../../log/files/read.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import { localOffsetMs } from "../clock/clock.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { isRemote } from "../session/definition.ts";
import { lateFault } from "../session/fence.ts";

export interface TrainedModel {
  readonly model: DetectorModel;
  /** Rows read. */
  readonly rows: number;
  readonly skipped: SkippedLines;
}

/**
 * Trains a detector on a healthy log.
 * @throws FiredrillError NOTHING_TO_TRAIN, WRONG_LOG_SOURCE, NOT_ENOUGH_HEALTHY_DATA, DETECTOR_CRASHED, and what reading the log throws
 */
export async function trainOnLog(
  path: string,
  { definition, options }: DetectorChoice,
): Promise<TrainedModel> {
  if (isRemote(definition) || definition.train === undefined) throw nothingToTrain(definition.name);
  const values = parseOptions(definition.name, definition.options, options);
  const reading = readObservedLog(path, { utcOffsetMs: localOffsetMs });
  const training = beginTraining(definition, values, reading.detected.source);
  let rows = 0;
  for await (const row of reading.rows) {
    training.learn(row);
    rows += 1;
  }
  const model = training.finish();
  const fault = await lateFault(definition);
  if (fault !== undefined) throw fault;
  return { model, rows, skipped: reading.skipped() };
}
