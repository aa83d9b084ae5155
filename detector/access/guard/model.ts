import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { DetectorModel, Training } from "../../../domain/detector.ts";
import { FiredrillError } from "../../../domain/error.ts";
import { plural, stripped } from "../../../domain/text/printable.ts";
import type { ModelCheck } from "../../model.ts";
import {
  anyText,
  fieldsOf,
  finiteNumber,
  listOf,
  numberAbove0,
  numberFrom0,
  numberThat,
  orAbsent,
  shareOf1,
  shownPart,
  wholeFrom1,
} from "../../model.ts";
import type { TrafficModel } from "../../traffic/model.ts";
import { checkedTrafficModel, trafficModelCheck, trafficTraining } from "../../traffic/model.ts";
import type { Line, StoredAnswers } from "./answers.ts";
import { depth, learnedAnswers } from "./answers.ts";
import type { StoredRefusals } from "./refusals.ts";
import { learnedRefusals } from "./refusals.ts";
import { askedOf } from "./request.ts";
import type { StoredTail } from "./tail.ts";
import { Tail } from "./tail.ts";

/** Models of other versions are refused. */
const version = 1;

/** What is usual on a site, as a model file stores it. */
export interface AccessGuardModel extends TrafficModel {
  readonly version: number;
  readonly answers: StoredAnswers;
  readonly refusals: StoredRefusals;
  /** Surprises of the training rows, each given all others. */
  readonly surprises: StoredTail;
}

/** Fewer say little about what is usual. */
export const fewestRows = 100;

/** The number of rows kept for learning: the newest. */
const mostRows = 200_000;

/** Longer texts say no more. */
const longestText = 4000;

/** A surprise is in nats, so that one more is e times as rare; below ten training rows a share says little. */
const [rarest, slope] = [10, 1];

/** Learns from the newest 200,000 rows. */
export class AccessLearner {
  private readonly kept: Line[] = [];
  private rows = 0;
  private isVaried = false;

  learn(row: AccessObservation): void {
    const { path, query } = row;
    const copy = { ...row, path: path.slice(0, longestText), query: query.slice(0, longestText) };
    const [first] = this.kept;
    this.isVaried ||= first !== undefined && !isSameRequest(first.row, row);
    this.kept[this.rows % mostRows] = { row: copy, asked: askedOf(copy) };
    this.rows += 1;
  }

  /** What is missing to learn from, in words; `undefined` when nothing is. */
  lacks(): string | undefined {
    const [first] = this.kept;
    if (first === undefined || this.kept.length < fewestRows)
      return `on ${plural(this.kept.length, "request")}`;
    if (this.isVaried) return undefined;
    const { method, path, status } = first.row;
    const request = stripped(`${method} ${path}`, 80);
    return `on ${plural(this.kept.length, "request")} that are all the same: ${request}, answered with a ${status}`;
  }

  finish(): Pick<AccessGuardModel, "version" | "answers" | "refusals" | "surprises" | "lacks"> {
    const turn = this.rows > mostRows ? this.rows % mostRows : 0;
    const lines = [...this.kept.slice(turn), ...this.kept.slice(0, turn)];
    const { surprises, stored } = learnedAnswers(lines);
    return {
      version,
      answers: stored,
      refusals: learnedRefusals(lines),
      surprises: Tail.learned(surprises, rarest, slope),
      ...(stored.time === undefined ? { lacks: ["response times"] } : {}),
    };
  }
}

function isSameRequest(one: AccessObservation, other: AccessObservation): boolean {
  return (
    one.method === other.method &&
    one.path === other.path &&
    one.query === other.query &&
    one.status === other.status &&
    one.bytes === other.bytes
  );
}

/** @throws FiredrillError NOT_ENOUGH_HEALTHY_DATA from `finish` */
export function accessTraining(detector: string): Training<AccessObservation> {
  const learner = new AccessLearner();
  const training = trafficTraining(detector, learner);
  return {
    learn: training.learn,
    finish: () => {
      const lacks = learner.lacks();
      if (lacks !== undefined) throw notEnoughRequests(detector, lacks);
      return training.finish();
    },
  };
}

function notEnoughRequests(detector: string, lacks: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_ENOUGH_HEALTHY_DATA",
    `Cannot train ${detector} ${lacks}.`,
    `Give a log of at least ${fewestRows} requests for different pages, better a day of several thousand.`,
  );
}

/** @throws FiredrillError BAD_MODEL when it is not a model of this detector and version */
export function checkedAccessModel(detector: string, model: DetectorModel): AccessGuardModel {
  return checkedTrafficModel(detector, model, modelCheck, isAccessModel);
}

function isAccessModel(model: DetectorModel): model is AccessGuardModel {
  return modelCheck(model, "") === undefined;
}

/** A list of exactly these parts. */
function tupleOf(...checks: readonly ModelCheck[]): ModelCheck {
  return (value, field) => {
    if (!Array.isArray(value) || value.length !== checks.length)
      return `${field} is ${shownPart(value)}, not a list of ${checks.length}`;
    for (const [at, check] of checks.entries()) {
      const mistake = check(value[at], `${field}[${at}]`);
      if (mistake !== undefined) return mistake;
    }
    return undefined;
  };
}

const counts = listOf(tupleOf(anyText, wholeFrom1));
const level = fieldsOf({ strength: numberAbove0, contexts: listOf(tupleOf(anyText, counts)) });
const usual = tupleOf(anyText, wholeFrom1, finiteNumber, numberAbove0);
const tail: ModelCheck = (value, field) =>
  fieldsOf({
    count: numberFrom0,
    knots: listOf(tupleOf(finiteNumber, wholeFrom1)),
    slope: numberAbove0,
  })(value, field);

function magnitudes(levels: number): ModelCheck {
  return fieldsOf({ levels: listOf(listOf(usual), levels), tail });
}

const answers = fieldsOf({
  pages: listOf(level, depth.pages),
  statuses: listOf(level, depth.statuses),
  methods: listOf(level, depth.methods),
  protocols: listOf(level, depth.protocols),
  parameters: listOf(level, depth.parameters),
  queries: numberFrom0,
  characters: counts,
  bytes: magnitudes(depth.bytes),
  time: orAbsent(magnitudes(depth.time)),
  query: magnitudes(depth.query),
});

const refusals = fieldsOf({
  share: shareOf1,
  worstClient: numberFrom0,
  routes: listOf(tupleOf(anyText, shareOf1)),
  worstRoute: numberFrom0,
  missing: listOf(anyText),
});

const ofVersion = numberThat(`${version}, the only one it reads`, (value) => value === version);

const modelCheck = trafficModelCheck({ version: ofVersion, answers, refusals, surprises: tail });
