import { expect, test } from "vitest";
import { createDetector, formatModel, parseModel, trainDetector } from "../../detector/model.ts";
import { detectors, findDetector } from "../../detector/registry.ts";
import { lstm } from "../../detector/series/forecast/lstm.ts";
import { knn } from "../../detector/series/knn.ts";
import type { Alert } from "../../domain/alert.ts";
import type { DetectorDefinition, DetectorModel } from "../../domain/detector.ts";
import { madeFor } from "../../domain/detector.ts";
import type { Observation } from "../../domain/sources.ts";
import { faultyLines, healthyLines } from "./access/lines.ts";
import { earlierAudits, faultyAudits } from "./audit-traffic.ts";
import { earlierLogins, faultyLogins } from "./login-traffic.ts";
import { faultyRows, noisyRows } from "./traffic.ts";

const learners = detectors.filter(({ train }) => train !== undefined).map((one) => [one.name, one] as const);

/** A log to learn from and a log to judge. */
function logsFor(
  definition: DetectorDefinition,
): readonly [healthy: readonly Observation[], faulty: readonly Observation[]] {
  const sources = madeFor(definition);
  // A network learns in passes, so it takes the longer for each row.
  const rows = definition === lstm ? 300 : 1000;
  if (sources.includes("response")) return [noisyRows(1, rows, () => 10), faultyRows(1)];
  if (sources.includes("access")) return [healthyLines(1, 300), faultyLines(1)];
  return sources.includes("login") ? [earlierLogins(), faultyLogins(1)] : [earlierAudits(), faultyAudits(1)];
}

const trained = new Map<DetectorDefinition, DetectorModel>();

/** What a detector learns from its healthy log, learned once. */
function modelOf(learner: DetectorDefinition): DetectorModel {
  const model = trained.get(learner) ?? trainDetector(learner, logsFor(learner)[0]);
  trained.set(learner, model);
  return model;
}

test.for(learners)("%s returns the same alerts after its model was formatted and parsed", ([, learner]) => {
  const [, faulty] = logsFor(learner);
  const model = modelOf(learner);
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
      message: `${name} cannot use this model: rows is missing, not a whole number from 1.`,
    }),
  );
  expect(() => createDetector(learner, { model: others })).toThrow(
    expect.objectContaining({
      code: "BAD_MODEL",
      message: `${name} cannot use this model: it was trained for other.`,
    }),
  );
});

/** The model with another value in this place. */
function changed(part: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
  if (key === "") return value;
  if (Array.isArray(part))
    return part.map((old: unknown, at) => (String(at) === key ? changed(old, rest, value) : old));
  if (typeof part !== "object" || part === null) return value;
  const old: unknown = new Map<string, unknown>(Object.entries(part)).get(key);
  return { ...part, [key]: changed(old, rest, value) };
}

/** As a file of models spells it: 1e999 for a number that is infinite. */
function spelled(model: unknown): string {
  return JSON.stringify(model).replaceAll('"1e999"', "1e999").replaceAll('"-1e999"', "-1e999");
}

function refusal(why: string): unknown {
  const message: unknown = expect.stringContaining(` cannot use this model: ${why}`);
  return expect.objectContaining({ kind: "usage", code: "BAD_MODEL", message });
}

const ofValues = learners.filter(([, learner]) => "scale" in learner.options);

test.for([
  ["rows", -5, "rows is -5, not a whole number from 1"],
  ["rows", 1.5, "rows is 1.5, not a whole number from 1"],
  ["scale", 3, "scale is 3, not a text"],
  ["failures", 1.5, "failures is 1.5, not a number from 0 to 1"],
  ["failures", null, "failures is null, not a number from 0 to 1"],
  ["knots", {}, "knots is an object, not a list"],
  ["knots", [1], "knots has 1 number, not 2 or more"],
  ["knots", [1, 2, 3], "scores has "],
  ["knots.3", null, "knots[3] is null, not a finite number"],
  ["knots.3", "1e999", "knots[3] is Infinity, not a finite number"],
  ["knots.3", 1000, "knots[4] is -4."],
  ["scores.3", 500, "scores[3] is 500, not a number from -40 to 40"],
  ["scores.3", -30, "scores[3] is -30, less than -3."],
  ["tail", [], "tail.anchor is missing, not a finite number"],
  ["tail.anchor", "-1e999", "tail.anchor is -Infinity, not a finite number"],
  ["tail.anchorScore", -1, "tail.anchorScore is -1, not a number from 0 to 40"],
  ["tail.slope", -0.5, "tail.slope is -0.5, not a number above 0"],
  ["tail.slope", 0, "tail.slope is 0, not a number above 0"],
  ["tail.freedom", "many", 'tail.freedom is "many", not a number above 0'],
] as const)("a model of values whose %s is %j is refused: %s", ([path, value, why]) => {
  for (const [, learner] of ofValues) {
    const model = modelOf(learner);
    const impossible = parseModel(spelled(changed(model, path.split("."), value)));

    expect(() => createDetector(learner, { model: impossible })).toThrow(refusal(why));
  }
});

test.for([
  [
    "login-rules",
    "trainedFromMs",
    "1e999",
    "trainedFromMs is Infinity, not Unix milliseconds before the year 10000",
  ],
  ["login-rules", "trainedUntilMs", 0, "trainedUntilMs is 0, before trainedFromMs, 15"],
  ["login-rules", "sample", -1, "sample is -1, not a whole number from 0"],
  ["login-rules", "baselines.mean", [], "baselines.mean is a list of 0, not a list of 24"],
  [
    "login-rules",
    "baselines.zscore.7.users.spread",
    -1,
    "baselines.zscore[7].users.spread is -1, not a number from 0",
  ],
  [
    "login-rules",
    "baselines.mean.0.attempts.centre",
    null,
    "baselines.mean[0].attempts.centre is null, not a number from 0",
  ],
  ["login-guard", "healthy.attempts", 0, "healthy.attempts is 0, not a number above 0"],
  ["login-guard", "healthy.strangers", 1e9, "healthy.strangers is 1000000000, above its attempts, "],
  ["login-guard", "users.0", "anna", 'users[0] is "anna", not a list of 2'],
  ["login-guard", "users.1.1.0", "web-1", 'users[1][1][0] is "web-1", no address'],
  ["login-guard", "users.1.1", 7, "users[1][1] is 7, not a list"],
  ["audit-guard", "features", 1, "features is 1, not a text"],
  ["audit-guard", "calm.bursts", -1, "calm.bursts is -1, not a number from 0"],
  ["audit-guard", "habits.contexts.0", "u", 'habits.contexts[0] is "u", not a list of 3'],
  [
    "audit-guard",
    "habits.contexts.0.2.0.1",
    0,
    "habits.contexts[0][2][0][1] is 0, not a whole number from 1",
  ],
  ["audit-guard", "habits.words", 7, "habits.words is 7, not a list"],
  ["access-guard", "version", 2, "version is 2, not 1, the only one it reads"],
  ["access-guard", "answers.statuses", [], "answers.statuses is a list of 0, not a list of 6"],
  [
    "access-guard",
    "answers.bytes.levels.0.0.1",
    -1,
    "answers.bytes.levels[0][0][1] is -1, not a whole number from 1",
  ],
  ["access-guard", "refusals.share", 7, "refusals.share is 7, not a number from 0 to 1"],
  ["access-guard", "surprises.slope", 0, "surprises.slope is 0, not a number above 0"],
] as const)("a model of %s whose %s is %j is refused: %s", ([name, path, value, why]) => {
  const learner = findDetector(name);
  const model = modelOf(learner);
  const impossible = parseModel(spelled(changed(model, path.split("."), value)));

  expect(() => createDetector(learner, { model: impossible })).toThrow(refusal(why));
});

test("login-guard knows a place that its model spells in another way", () => {
  const learner = findDetector("login-guard");
  const [, faulty] = logsFor(learner);
  const model = modelOf(learner);
  const mapped: unknown = JSON.parse(formatModel(model), (_, value: unknown) =>
    typeof value === "string" && /^[\d.]+$/.test(value) ? `[::FFFF:${value}]` : value,
  );
  const alertsWith = (text: string): readonly Alert[] => {
    const detector = createDetector(learner, { model: parseModel(text) });
    return faulty.flatMap((row) => detector.observe(row));
  };

  expect(JSON.stringify(mapped)).toContain("[::FFFF:");
  expect(alertsWith(JSON.stringify(mapped))).toEqual(alertsWith(formatModel(model)));
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
