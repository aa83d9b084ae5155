import { numpyRandom } from "../../domain/chance/numpy-random.ts";
import type { DetectorModel, Training } from "../../domain/detector.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { Baselines, Positions } from "./baselines.ts";
import { baselinesOf, methods } from "./baselines.ts";
import { hourlyBook } from "./hourly.ts";
import type { LoginModel } from "./login-model.ts";
import { checkedLoginModel, fieldOf, isNumber, loginTraining } from "./login-model.ts";

/** What is usual at an address in an hour, as a file knows it. */
export interface RulesModel extends LoginModel {
  /** Rows taken of each hour of the day; 0: all. */
  readonly sample: number;
  readonly baselines: Baselines;
}

/** The rows that the original takes of each hour of the day: it seeds numpy anew for each. */
export function originalPositions(count: number): Positions {
  return (groupSize) => (groupSize === 0 ? [] : numpyRandom(0).positions(groupSize, count));
}

/** Any log will do: what is striking in it is trimmed, or does not move a median. */
export function trainRules(detector: string, sample: number): Training<LoginObservation> {
  const book = hourlyBook();
  return loginTraining(detector, {
    learn: book.add,
    finish: () => {
      const positions = sample === 0 ? undefined : originalPositions(sample);
      return { sample, baselines: baselinesOf(book.finish(), positions) };
    },
  });
}

/** @throws FiredrillError BAD_MODEL when it is none, or another detector's */
export function checkedRulesModel(detector: string, model: DetectorModel): RulesModel {
  return checkedLoginModel(detector, model, isRulesModel);
}

const figures = ["users", "attempts", "failures", "failureRate"];

function isRulesModel(model: DetectorModel): model is RulesModel {
  const baselines = fieldOf(model, "baselines");
  return (
    isNumber(fieldOf(model, "sample")) && methods.every((method) => isBaseline(fieldOf(baselines, method)))
  );
}

function isBaseline(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 24 &&
    value.every((hour: unknown) => figures.every((figure) => isUsual(fieldOf(hour, figure))))
  );
}

function isUsual(value: unknown): boolean {
  return isNumber(fieldOf(value, "centre")) && isNumber(fieldOf(value, "spread"));
}
