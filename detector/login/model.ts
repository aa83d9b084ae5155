import type { DetectorModel, Training } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import { plural } from "../../domain/text/printable.ts";
import type { ModelCheck } from "../model.ts";
import { badModel, fieldsOf, numberThat, wholeFrom1 } from "../model.ts";

/** The part that all models of login logs share. */
export interface LoginModel extends DetectorModel {
  /** Number of training attempts. */
  readonly rows: number;
  readonly trainedFromMs: number;
  /** Time of the last attempt. */
  readonly trainedUntilMs: number;
}

/** The part of the training that one detector adds. */
interface Learner<Learned> {
  readonly learn: (observation: LoginObservation) => void;
  readonly finish: () => Learned;
}

const fewestRows = 20;

/** Adds the number of rows and their time span to what the learner learns. */
export function loginTraining<Learned extends object>(
  detector: string,
  learner: Learner<Learned>,
): Training<LoginObservation> {
  let rows = 0;
  let [trainedFromMs, trainedUntilMs] = [Infinity, -Infinity];
  return {
    learn: (observation) => {
      rows += 1;
      trainedFromMs = Math.min(trainedFromMs, observation.atMs);
      trainedUntilMs = Math.max(trainedUntilMs, observation.atMs);
      learner.learn(observation);
    },
    finish: (): LoginModel & Learned => {
      if (rows < fewestRows) throw notEnoughAttempts(detector, rows);
      const learned = learner.finish();
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
const loginFields: { readonly [K in Exclude<keyof LoginModel, keyof DetectorModel>]: ModelCheck } = {
  rows: wholeFrom1,
  trainedFromMs: instant,
  trainedUntilMs: instant,
};

/**
 * What is wrong with a model of login logs.
 * @param own - the fields that one detector adds
 */
export function loginModelCheck(own: { readonly [field: string]: ModelCheck }): ModelCheck {
  return fieldsOf({ ...loginFields, ...own });
}

/**
 * @param check - of all fields
 * @param isSound - true if the check finds nothing
 * @throws FiredrillError BAD_MODEL when it is not a model of this detector
 */
export function checkedLoginModel<Model extends LoginModel>(
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

function notEnoughAttempts(detector: string, rows: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${detector} on ${plural(rows, "login attempt")}.`,
    `Give a log of at least ${fewestRows}; a week or more covers every hour of the day several times.`,
  );
}
