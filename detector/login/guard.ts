import type { DetectorModel } from "../../domain/detector.ts";
import { defineDetector } from "../../domain/detector.ts";
import { acquaintance } from "./acquaintance.ts";
import { acquaintanceOf, checkedGuardModel, trainGuard } from "./guard-model.ts";
import { guardWatch } from "./guard-watch.ts";
import type { GuardWatch } from "./guard-watch.ts";
import { strangerRate, unknownRate } from "./stranger-rate.ts";

const name = "login-guard";

/**
 * For what a rule per address cannot see. It remembers who was let in from where; a failure of a user where he was let in
 * before is his own affair. Of all others it judges each address (several people fail there), each user (many tries from
 * where he never was) and everything: a Bernoulli CUSUM of addresses that fail and from which nobody was ever let in, as
 * a share of all attempts, so that busy and quiet hours need no tables of their own.
 *
 * Without a model it learns as it goes, and in its first days takes honest users for strangers.
 */
export const loginGuard = defineDetector({
  name,
  summary: "Alerts when strangers try users: from one address, at one user, or from everywhere.",
  reads: ["login"],
  options: {
    arl0: {
      kind: "number",
      default: 100_000,
      min: 100,
      max: 1e9,
      unit: "rows",
      describe: "healthy attempts to a false alarm about everything, on average",
    },
    suspicion: {
      kind: "number",
      default: 5,
      min: 0.1,
      describe: "of an address, as the logarithm of the odds that somebody guesses there",
    },
    tries: {
      kind: "number",
      default: 6,
      min: 2,
      describe: "failures of one user from where he never was let in",
    },
    model: {
      kind: "text",
      default: "",
      describe: "file that firedrill train wrote; without one it learns as it goes",
    },
  },
  create: (values, model) => ({ name, windowSize: 10, ...watchFor(values, model) }),
  train: (values) => trainGuard(name, values.arl0, values),
});

interface GuardValues {
  readonly arl0: number;
  readonly suspicion: number;
  readonly tries: number;
}

/** @throws FiredrillError BAD_MODEL */
function watchFor(values: GuardValues, model: DetectorModel | undefined): GuardWatch {
  if (model === undefined) return guardWatch(acquaintance(), strangerRate(values.arl0, unknownRate), values);
  const learned = checkedGuardModel(name, model);
  return guardWatch(acquaintanceOf(learned), strangerRate(values.arl0, learned.healthy), values);
}
