import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import type { OnsetChoice } from "../../harness/study/onset.ts";
import { givenNumber } from "./numbers.ts";

/** `--repeat` and what goes with it. */
export interface RepeatRequest {
  readonly drills: number;
  readonly onset: OnsetChoice;
  /** Which share of incidents must be shown to be noticed in time; absent: every drill must pass. */
  readonly confidence?: number;
}

/** More would not fit into one document. */
const mostDrills = 1_000_000;

export function repeatOptions<T>(yargs: Argv<T>) {
  return yargs
    .option("repeat", {
      type: "number",
      describe: "So many drills, with seeds from --seed on, and what they say",
    })
    .option("onset", {
      choices: ["drawn", "fixed"] as const,
      default: "drawn" as const,
      describe:
        "With --repeat: when the incident begins, drawn from the seed or as the scenario says (of logins always)",
    })
    .option("confidence", {
      type: "number",
      describe: "With --repeat: ask for this share of incidents in time, shown with 95 % confidence (0.95)",
    });
}

/**
 * @returns undefined without `--repeat`
 * @throws FiredrillError BAD_REPEAT, BAD_CONFIDENCE
 */
export function repeatRequest(asked: {
  readonly repeat: number | undefined;
  readonly onset: OnsetChoice;
  readonly confidence: number | undefined;
}): RepeatRequest | undefined {
  const { repeat, onset, confidence } = asked;
  if (repeat !== undefined) checkedDrills("--repeat", repeat);
  if (confidence !== undefined && !(confidence > 0 && confidence < 1)) {
    throw badConfidence(
      `--confidence is ${givenNumber(confidence)}.`,
      "Give a share between 0 and 1, as 0.95.",
    );
  }
  if (confidence !== undefined && repeat === undefined) {
    throw badConfidence("--confidence says how often, and one drill cannot.", "Add --repeat 59, or more.");
  }
  if (repeat === undefined) return undefined;
  return { drills: repeat, onset, ...(confidence === undefined ? {} : { confidence }) };
}

/** @throws FiredrillError BAD_REPEAT */
export function checkedDrills(option: string, drills: number): number {
  if (Number.isInteger(drills) && drills >= 1 && drills <= mostDrills) return drills;
  throw new FiredrillError(
    "usage",
    "BAD_REPEAT",
    `${option} is ${givenNumber(drills)}.`,
    `Give a whole number of drills from 1 to ${mostDrills}.`,
  );
}

function badConfidence(message: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "BAD_CONFIDENCE", message, advice);
}
