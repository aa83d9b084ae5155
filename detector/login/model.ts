import type { DetectorModel, Training } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import { badModel, fieldOf, isNumber } from "../model.ts";

/** What every model of logins says of the log that it was learned from. */
export interface LoginModel extends DetectorModel {
  /** Attempts it was trained on. */
  readonly rows: number;
  readonly trainedFromMs: number;
  /** The last attempt, inclusive. */
  readonly trainedUntilMs: number;
}

/** What one detector adds. */
interface Learner<Learned> {
  readonly learn: (observation: LoginObservation) => void;
  readonly finish: () => Learned;
}

const fewestRows = 20;

/** Learns what the learner learns, and from when to when that was. */
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
      if (rows < fewestRows) throw tooFewLogins(detector, rows, fewestRows);
      const learned = learner.finish();
      return { schemaVersion: 1, detector, rows, trainedFromMs, trainedUntilMs, ...learned };
    },
  };
}

/**
 * @param isWhole - whether it holds what this detector adds
 * @throws FiredrillError BAD_MODEL when it is none, or another detector's
 */
export function checkedLoginModel<Model extends LoginModel>(
  detector: string,
  model: DetectorModel,
  isWhole: (model: DetectorModel) => model is Model,
): Model {
  if (model.detector !== detector) throw badModel(detector, `it was trained for ${model.detector}`);
  if (!isSpanned(model) || !isWhole(model)) throw badModel(detector, "it is not a model of schema version 1");
  return model;
}

function isSpanned(model: DetectorModel): boolean {
  return ["rows", "trainedFromMs", "trainedUntilMs"].every((key) => isNumber(fieldOf(model, key)));
}

export function modelNeeded(detector: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "MODEL_NEEDED",
    `${detector} does not know what is usual: it was given no model.`,
    `Train one on a log: firedrill train LOG --detector ${detector} --out model.json, then ${detector}:model=model.json.`,
  );
}

function tooFewLogins(detector: string, rows: number, fewest: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `There are ${rows} attempts to log in to train ${detector} on.`,
    `Give a log of at least ${fewest}; a week or more shows every hour of the day several times.`,
  );
}
