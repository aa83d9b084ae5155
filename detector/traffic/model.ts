import type { DetectorModel, Training, TrainingEpoch } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";
import { plural } from "../../domain/text/printable.ts";
import type { ModelCheck } from "../model.ts";
import { badModel, fieldsOf, numberThat, wholeFrom1 } from "../model.ts";

/** The part that all models of logs of traffic share. */
export interface TrafficModel extends DetectorModel {
  /** Number of training rows. */
  readonly rows: number;
  readonly trainedFromMs: number;
  /** Time of the last row. */
  readonly trainedUntilMs: number;
}

/** The part of the training that one detector adds. */
interface Learner<Row, Learned> {
  readonly learn: (observation: Row) => void;
  /** Not asked below the fewest rows. */
  readonly finish: (onEpoch?: (epoch: TrainingEpoch) => void) => Learned;
}

const fewestRows = 20;

/** Adds the number of rows and their time span to what the learner learns. */
export function trafficTraining<Row extends Observation, Learned extends object>(
  detector: string,
  learner: Learner<Row, Learned>,
): Training<Row> {
  let rows = 0;
  let [trainedFromMs, trainedUntilMs] = [Infinity, -Infinity];
  return {
    learn: (observation) => {
      rows += 1;
      trainedFromMs = Math.min(trainedFromMs, observation.atMs);
      trainedUntilMs = Math.max(trainedUntilMs, observation.atMs);
      learner.learn(observation);
    },
    finish: (onEpoch): TrafficModel & Learned => {
      if (rows < fewestRows) throw notEnoughRows(detector, rows);
      const learned = learner.finish(onEpoch);
      return { schemaVersion: 1, detector, rows, trainedFromMs, trainedUntilMs, ...learned };
    },
  };
}

/** The last instant of the year 9999. */
const latestMs = 253_402_300_799_999;
const instant = numberThat(
  "Unix milliseconds before the year 10000",
  (value) => value >= 0 && value <= latestMs,
);
const sharedFields: { readonly [K in Exclude<keyof TrafficModel, keyof DetectorModel>]: ModelCheck } = {
  rows: wholeFrom1,
  trainedFromMs: instant,
  trainedUntilMs: instant,
};

/**
 * What is wrong with a model of a log of traffic.
 * @param own - the fields that one detector adds
 */
export function trafficModelCheck(own: { readonly [field: string]: ModelCheck }): ModelCheck {
  return fieldsOf({ ...sharedFields, ...own });
}

/**
 * @param check - of all fields
 * @param isSound - true if the check finds nothing
 * @throws FiredrillError BAD_MODEL when it is not a model of this detector
 */
export function checkedTrafficModel<Model extends TrafficModel>(
  detector: string,
  model: DetectorModel,
  check: ModelCheck,
  isSound: (model: DetectorModel) => model is Model,
): Model {
  if (model.detector !== detector) throw badModel(detector, `it was trained for ${model.detector}`);
  if (!isSound(model)) throw badModel(detector, check(model, "") ?? "it is not a model of schema version 1");
  if (model.trainedUntilMs < model.trainedFromMs)
    throw badModel(
      detector,
      `trainedUntilMs is ${model.trainedUntilMs}, before trainedFromMs, ${model.trainedFromMs}`,
    );
  return model;
}

export function modelNeeded(detector: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "MODEL_NEEDED",
    `${detector} requires a model.`,
    `Train one: firedrill train LOG --detector ${detector} --out model.json. Then use ${detector}:model=model.json.`,
  );
}

function notEnoughRows(detector: string, rows: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${detector} on ${plural(rows, "row")}.`,
    `Give a log of at least ${fewestRows}; a week or more covers every hour of the day several times.`,
  );
}
