import type { AccessObservation } from "../../../domain/access/observation.ts";
import type { Detector } from "../../../domain/detector.ts";
import { defineDetector, none } from "../../../domain/detector.ts";
import { Answers } from "./answers.ts";
import type { AccessGuardModel } from "./model.ts";
import { AccessLearner, accessTraining, checkedAccessModel, fewestRows } from "./model.ts";
import { Refusals } from "./refusals.ts";
import { Tail } from "./tail.ts";
import type { GuardLimits } from "./watch.ts";
import { AccessWatch } from "./watch.ts";

const name = "access-guard";
const windowSize = 10;

/**
 * Finds answers that the site does not give, and clients that probe. A line is judged by what the site usually answers
 * to such a request: its status, size and time; of an answered request also its method, protocol and query. Tables are
 * learned from a healthy log and back off from the page to its kind, so that a page that was never seen is judged by
 * others like it. What a stranger asks for is no news; what he gets is.
 *
 * Clients and routes are judged by their refusals (a CUSUM of the log likelihood ratio), so that a scanner is one
 * alarm. A scanner in the training log makes scanners like it normal.
 */
export const accessGuard = defineDetector({
  name,
  summary: "Alerts on answers that the site never gives, and on clients that probe it.",
  reads: ["access"],
  windowSize,
  options: {
    arl0: {
      kind: "number",
      default: 100_000,
      min: 20,
      max: 1e9,
      unit: "rows",
      describe: "healthy requests per false alarm, on average",
    },
    reference: {
      kind: "count",
      default: 2000,
      min: fewestRows,
      max: 100_000,
      unit: "rows",
      describe: "without a model: requests to learn from before it judges",
    },
    model: {
      kind: "text",
      default: "",
      describe: "file that firedrill train wrote; without one it learns from the log's first requests",
    },
  },
  create: ({ arl0, reference }, { model }) =>
    model === undefined
      ? learningGuard(arl0, reference)
      : trainedGuard(arl0, checkedAccessModel(name, model)),
  train: () => accessTraining(name),
});

function trainedGuard(arl0: number, learned: Learned): Detector<AccessObservation> {
  const watch = watchOf(arl0, learned);
  return {
    name,
    windowSize,
    observe: (row) => watch.observe(row),
    elapse: (nowMs) => watch.elapse(nowMs),
  };
}

function learningGuard(arl0: number, reference: number): Detector<AccessObservation> {
  const learner = new AccessLearner();
  let rows = 0;
  let watch: AccessWatch | undefined;
  return {
    name,
    windowSize,
    observe: (row) => {
      if (watch !== undefined) return watch.observe(row);
      learner.learn(row);
      rows += 1;
      // All the same so far: wait for as many again.
      if (rows % reference === 0 && learner.lacks() === undefined) watch = watchOf(arl0, learner.finish());
      return none;
    },
    elapse: (nowMs) => watch?.elapse(nowMs) ?? none,
  };
}

type Learned = Pick<AccessGuardModel, "answers" | "refusals" | "surprises">;

function watchOf(arl0: number, { answers, refusals, surprises }: Learned): AccessWatch {
  return new AccessWatch(
    new Answers(answers),
    new Refusals(refusals),
    guardLimits(arl0, { answers, refusals, surprises }),
  );
}

/** How the false alarms of one `arl0` are shared. */
const shares = { line: 0.8, client: 0.1, route: 0.1 } as const;

/** A client or a route is at fault only when it goes this many times beyond the worst one in health. */
const beyondWorst = 2;

/**
 * For lines, the surprise that one in `arl0` exceeds. For refusals, the logarithm of `arl0` (the bound of Lorden 1971
 * for a CUSUM of likelihood ratios), but more than any client or route reached in health.
 */
function guardLimits(arl0: number, { refusals, surprises }: Learned): GuardLimits {
  const runs = (share: number, worst: number): number =>
    Math.max(Math.log(arl0 / share), beyondWorst * worst);
  return {
    line: new Tail(surprises).valueAt(Math.min(1, shares.line / arl0)),
    client: runs(shares.client, refusals.worstClient),
    route: runs(shares.route, refusals.worstRoute),
  };
}
