import { expect, test } from "vitest";
import { createDetector, formatModel, parseModel, trainDetector } from "../../detector/model.ts";
import { detectors } from "../../detector/registry.ts";
import { knn } from "../../detector/series/knn.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { madeFor } from "../../domain/detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { earlierLogins, faultyLogins } from "./login-traffic.ts";
import { faultyRows, noisyRows } from "./traffic.ts";

const learners = detectors.filter(({ train }) => train !== undefined).map((one) => [one.name, one] as const);

/** A log to learn from and a log to judge. */
function logsFor(
  definition: DetectorDefinition,
): readonly [healthy: readonly Observation[], faulty: readonly Observation[]] {
  return madeFor(definition).includes("response")
    ? [noisyRows(1, 1000, () => 10), faultyRows(1)]
    : [earlierLogins(), faultyLogins(1)];
}

test.for(learners)("%s returns the same alerts after its model was formatted and parsed", ([, learner]) => {
  const [healthy, faulty] = logsFor(learner);
  const model = trainDetector(learner, healthy);
  const alertsFrom = (detector: ReturnType<typeof createDetector>) =>
    faulty.flatMap((row) => detector.observe(row));

  const parsed = parseModel(formatModel(model));

  expect(parsed).toEqual(model);
  const alerts = alertsFrom(createDetector(learner, { model }));
  expect(alertsFrom(createDetector(learner, { model: parsed }))).toEqual(alerts);
  expect(alerts).not.toEqual([]);
});

test.for(learners)("%s refuses an incomplete model and one of another detector", ([name, learner]) => {
  const incomplete = parseModel(`{"schemaVersion":1,"detector":"${name}"}`);
  const others = parseModel('{"schemaVersion":1,"detector":"other"}');

  expect(() => createDetector(learner, { model: incomplete })).toThrow(
    expect.objectContaining({
      code: "BAD_MODEL",
      message: `${name} cannot use this model: it is not a model of schema version 1.`,
    }),
  );
  expect(() => createDetector(learner, { model: others })).toThrow(
    expect.objectContaining({
      code: "BAD_MODEL",
      message: `${name} cannot use this model: it was trained for other.`,
    }),
  );
});

test.for([
  ["", "Unexpected end of JSON input"],
  ["[]", "it is not a model of schema version 1"],
  ['{"schemaVersion":2,"detector":"guard"}', "it is not a model of schema version 1"],
  ['{"schemaVersion":1}', "it is not a model of schema version 1"],
] as const)("the text %j is not a model: %s", ([text, why]) => {
  expect(() => parseModel(text)).toThrow(
    expect.objectContaining({ code: "MODEL_NOT_READABLE", message: `Cannot read the model: ${why}.` }),
  );
});

test("training a detector that uses no model is refused", () => {
  expect(() =>
    trainDetector(
      knn,
      noisyRows(1, 200, () => 10),
    ),
  ).toThrow(expect.objectContaining({ code: "NOTHING_TO_TRAIN" }));
});

test("training on an empty log is refused", () => {
  for (const [, learner] of learners)
    expect(() => trainDetector(learner, [])).toThrow(
      expect.objectContaining({ code: "NOT_ENOUGH_HEALTHY_DATA" }),
    );
});

test.for([
  [{ bogus: 1 }, "UNKNOWN_OPTION"],
  [{ window: 0 }, "BAD_OPTION"],
] as const)("options %j are refused: %s", ([options, code]) => {
  expect(() => createDetector(knn, { options })).toThrow(expect.objectContaining({ code }));
});
