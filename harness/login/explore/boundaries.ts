import { methods } from "../../../detector/login/rules/usual.ts";
import type { HourLimits } from "../../../detector/login/rules/limits.ts";
import { limitsOf, originalExcess } from "../../../detector/login/rules/limits.ts";
import { checkedRulesModel } from "../../../detector/login/rules/rules.ts";
import type { Boundary } from "../../../report/login/explore/failure-rate.ts";
import { percentText } from "../../../report/text/sentences.ts";
import { readModel } from "../../session/models.ts";

const detector = "login-rules";

/** The decision boundaries of a rule and captions that explain them. */
export interface DrawnRule {
  readonly boundaries: readonly Boundary[];
  readonly captions: readonly string[];
}

/** Used without a model. */
export const noRule: DrawnRule = {
  boundaries: [],
  captions: [
    `No decision boundary: it needs a trained rule. Run firedrill train LOG --detector ${detector} ` +
      "--out model.json, then give --model model.json.",
  ],
};

/**
 * The boundary of each method of login-rules with its default options, averaged over the hours of the day.
 * @throws FiredrillError MODEL_NOT_READABLE, BAD_MODEL
 */
export function drawnRule(modelPath: string): DrawnRule {
  const { baselines } = checkedRulesModel(detector, readModel(modelPath));
  const rules = methods.map((method) => ({ method, hours: limitsOf(baselines, method, originalExcess) }));
  const ranges = rules.map(({ method, hours }) => `${method} ${rangeText(hours)}`);
  return {
    boundaries: rules.map(({ method, hours }) => boundary(method, hours)),
    captions: [
      `Lines: the thresholds of ${detector}, averaged over the hours of the day. By hour: ${ranges.join("; ")}.`,
      "It also has a threshold for attempts, which this picture does not show.",
    ],
  };
}

function boundary(method: string, hours: HourLimits): Boundary {
  const users = average(hours.map((hour) => hour.users));
  const failureRatio = average(hours.map((hour) => hour.failureRate));
  return {
    name: `${method}: ${figure(users)} users, ${percentText(failureRatio)} failed`,
    users,
    failureRatio,
  };
}

/** `1.25 to 1.5 users, 6 % to 44 % failed`. */
function rangeText(hours: HourLimits): string {
  const users = fromTo(hours.map((hour) => hour.users)).map(figure);
  const failed = fromTo(hours.map((hour) => hour.failureRate)).map(percentText);
  return `${users.join(" to ")} users, ${failed.join(" to ")} failed`;
}

/** The smallest and the largest value, once if they are equal. */
function fromTo(values: readonly number[]): readonly number[] {
  return [...new Set([Math.min(...values), Math.max(...values)])];
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function figure(value: number): string {
  return String(Number(value.toFixed(2)));
}
