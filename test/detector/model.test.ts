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

/** Something to learn from, and something to judge. */
function logsFor(
  definition: DetectorDefinition,
): readonly [healthy: readonly Observation[], faulty: readonly Observation[]] {
  return madeFor(definition).includes("response")
    ? [noisyRows(1, 1000, () => 10), faultyRows(1)]
    : [earlierLogins(), faultyLogins(1)];
}

test.for(learners)(
  "%s judges with a model that was text in between as with the model itself",
  ([, learner]) => {
    const [healthy, faulty] = logsFor(learner);
    const model = trainDetector(learner, healthy);
    const said = (detector: ReturnType<typeof createDetector>) =>
      faulty.flatMap((row) => detector.observe(row));

    const kept = parseModel(formatModel(model));

    expect(kept).toEqual(model);
    const alerts = said(createDetector(learner, { model }));
    expect(said(createDetector(learner, { model: kept }))).toEqual(alerts);
    expect(alerts).not.toEqual([]);
  },
);

test.for(learners)("%s refuses another detector's model, and one that is cut short", ([name, learner]) => {
  const cut = parseModel(`{"schemaVersion":1,"detector":"${name}"}`);
  const others = parseModel('{"schemaVersion":1,"detector":"somebody"}');

  expect(() => createDetector(learner, { model: cut })).toThrow(
    expect.objectContaining({
      code: "BAD_MODEL",
      message: `${name} cannot use this model: it is no model of schema version 1.`,
    }),
  );
  expect(() => createDetector(learner, { model: others })).toThrow(
    expect.objectContaining({
      code: "BAD_MODEL",
      message: `${name} cannot use this model: it was trained for somebody.`,
    }),
  );
});

test.for([
  ["", "Unexpected end of JSON input"],
  ["[]", "it is no model of schema version 1"],
  ['{"schemaVersion":2,"detector":"guard"}', "it is no model of schema version 1"],
  ['{"schemaVersion":1}', "it is no model of schema version 1"],
] as const)("the text %j is no model: %s", ([text, why]) => {
  expect(() => parseModel(text)).toThrow(
    expect.objectContaining({ code: "MODEL_NOT_READABLE", message: `Cannot read the model: ${why}.` }),
  );
});

test("a detector that learns nothing is not trained", () => {
  expect(() =>
    trainDetector(
      knn,
      noisyRows(1, 200, () => 10),
    ),
  ).toThrow(expect.objectContaining({ code: "NOTHING_TO_TRAIN" }));
});

test("no rows are too few to learn from", () => {
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
