import { beginTraining, nothingToTrain } from "../../detector/model.ts";
import { parseOptions } from "../../domain/detector-options.ts";
import type { Arl0Worth, DetectorModel, TrainingEpoch } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { domainKit } from "../../domain/sources.ts";
import { printable } from "../../domain/text/printable.ts";
import { readObservedLog } from "../../log/files/read.ts";
import type { LogInput } from "../../log/files/stream.ts";
import type { SkippedLines } from "../../log/files/rows.ts";
import type { LogWords } from "../../log/source.ts";
import { localOffsetMs } from "../clock/clock.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import { isRemote } from "../session/definition.ts";
import { isFenced, lateFault } from "../session/fence.ts";

export interface TrainedModel {
  readonly model: DetectorModel;
  /** Rows read. */
  readonly rows: number;
  /** What the detector's rate of false alarms is worth with this model; absent while it holds. */
  readonly arl0?: Arl0Worth;
  /** Of a detector that learns in passes; else empty. */
  readonly epochs: readonly TrainingEpoch[];
  readonly skipped: SkippedLines;
}

/**
 * Trains a detector on a healthy log.
 * @param words - what the user says about the log
 * @param onEpoch - called after each pass of a detector that learns in passes, with all passes so far
 * @throws FiredrillError NOTHING_TO_TRAIN, WRONG_LOG_SOURCE, NOT_ENOUGH_HEALTHY_DATA, SEVERAL_SERIES, DETECTOR_CRASHED, and what reading the log throws
 */
export async function trainOnLog(
  log: LogInput,
  { definition, options }: DetectorChoice,
  words: LogWords = {},
  onEpoch?: (epochs: readonly TrainingEpoch[]) => void,
): Promise<TrainedModel> {
  if (isRemote(definition) || definition.train === undefined) throw nothingToTrain(definition.name);
  const values = parseOptions(definition.name, definition.options, options);
  const reading = readObservedLog(log, { utcOffsetMs: localOffsetMs, words });
  const training = beginTraining(definition, values, reading.detected.source);
  const { seriesOf } = domainKit(reading.detected.source);
  let rows = 0;
  let series: string | undefined;
  for await (const batch of reading.batches) {
    for (const row of batch) {
      const name = seriesOf?.(row);
      if (series !== undefined && name !== series) throw severalSeries(series, name ?? "");
      series = name;
      training.learn(row);
    }
    rows += batch.length;
  }
  const epochs: TrainingEpoch[] = [];
  const model = training.finish((epoch) => {
    epochs.push(epoch);
    onEpoch?.(epochs);
  });
  const fault = await lateFault(definition);
  if (fault !== undefined) throw fault;
  const arl0 = isFenced(definition)
    ? undefined
    : definition.create(values, { source: reading.detected.source, model }).arl0Worth?.();
  return { model, rows, epochs, skipped: reading.skipped(), ...(arl0 === undefined ? {} : { arl0 }) };
}

function severalSeries(one: string, other: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "SEVERAL_SERIES",
    `The log has rows of ${printable(one)} and of ${printable(other)}, and a model is learned from one.`,
    "Train on a log of one of them: collect it into a file of its own, or keep only its rows.",
  );
}
