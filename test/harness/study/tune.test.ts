import { expect, test } from "vitest";
import { loginGuard } from "../../../detector/login/guard/guard.ts";
import { loginRules } from "../../../detector/login/rules/rules.ts";
import { errorRate } from "../../../detector/series/error-rate.ts";
import { guard } from "../../../detector/series/guard.ts";
import { openAge } from "../../../detector/series/open-age.ts";
import { knn } from "../../../detector/series/knn.ts";
import { shewhart } from "../../../detector/series/shewhart.ts";
import { threshold } from "../../../detector/series/threshold.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import type { Observation } from "../../../domain/sources.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import { specOf } from "../../../harness/session/definition.ts";
import { remoteSettings } from "../../../harness/session/remote-definitions.ts";
import { goalArl0 } from "../../../harness/study/tune.ts";
import type { TuneSettings } from "../../../harness/study/tune.ts";
import { resampled, tune, tuneDetector } from "../../../harness/study/tune.ts";
import { findScenario } from "../../../scenarios/registry.ts";
import { node } from "../../detector/remote/command-fixture.ts";
import { noisyRows } from "../../detector/traffic.ts";
import { containingText } from "../containing.ts";

const rows = noisyRows(1, 5000, () => 10);
const settings: Omit<TuneSettings, "definition"> = {
  options: {},
  rows,
  arl0: 500,
  severity: "error",
  seed: 1,
  block: 50,
  onProgress: () => undefined,
};

test("the one threshold of `threshold` lands where one healthy row in 500 is above it", async () => {
  const { options } = await tune({ ...settings, definition: threshold });

  const limit = Number(options["limit"]);
  const above = rows.filter(
    ({ outcome }) => outcome.kind === "completed" && outcome.responseMs / 1000 > limit,
  );
  expect(above.length / rows.length).toBeGreaterThan(1 / 700);
  expect(above.length / rows.length).toBeLessThan(1 / 350);
});

test("all thresholds are scaled by one factor, and given options are kept", async () => {
  const { options } = await tune({ ...settings, definition: knn, options: { window: 5 } });

  expect(options["window"]).toBe(5);
  expect(Number(options["error"]) / Number(options["warning"])).toBeCloseTo(1.6, 2);
});

test.for([guard, shewhart])(
  "the option `threshold` is tuned if no option is marked as a threshold: %s",
  async (definition) => {
    const { options, measured } = await tune({ ...settings, definition });

    expect(Object.keys(options)).toEqual(["threshold"]);
    expect(Math.abs((measured.arl0 ?? 0) / settings.arl0 - 1)).toBeLessThan(0.4);
  },
);

test("the same seed finds the same thresholds", async () => {
  const tuned = await tune({ ...settings, definition: threshold });

  expect(await tune({ ...settings, definition: threshold })).toEqual(tuned);
});

test("a detector that never alarms on such traffic cannot be tuned", async () => {
  await expect(tune({ ...settings, definition: errorRate })).rejects.toMatchObject({ code: "CANNOT_TUNE" });
});

test("a detector that always alarms is tried up to the end of its option's range only", async () => {
  const failing = rows.map(
    (row) => ({ ...row, outcome: { kind: "failed", error: "ECONNRESET", afterMs: 1 } }) as const,
  );
  const given = { ...settings, definition: errorRate, rows: failing, options: { h: 9000 }, arl0: 100_000 };

  await expect(tune(given)).rejects.toMatchObject({
    code: "CANNOT_TUNE",
    message: containingText("it alarms at every threshold"),
  });
});

test.for([
  [loginGuard, "Set its false alarm rate with its option arl0: login-guard:arl0=500."],
  [loginRules, "Detectors that can be tuned on such a log: error-rate."],
] as const)("a detector without a threshold is not tuned: %s, %s", async ([definition, advice]) => {
  const attempts = [...simulate(findScenario("login-office"), 1)].map(({ observation }) => observation);

  await expect(tune({ ...settings, definition, rows: attempts })).rejects.toMatchObject({
    code: "CANNOT_TUNE",
    advice: containingText(advice),
  });
});

test("a detector that cannot read such a log is not tuned on it", async () => {
  const { rows: _, ...order } = settings;
  const traffic = { kind: "scenario", name: "login-office" } as const;
  const choice = { definition: openAge, options: {} };

  await expect(tuneDetector({ ...order, traffic, choice })).rejects.toMatchObject({
    code: "WRONG_LOG_SOURCE",
  });
});

function outcomeOf(row: Observation | undefined): object | undefined {
  return row?.kind === "response" ? row.outcome : undefined;
}

test("resampled traffic consists of whole blocks, numbered and ordered by time", () => {
  const log = rows.slice(0, 200);
  const drawn: Observation[] = [];
  for (const row of resampled(log, 50, randomStream(1, "draw")(0))) {
    drawn.push(row);
    if (drawn.length === 500) break;
  }

  expect(drawn.map(({ index }) => index)).toEqual(drawn.map((_, at) => at));
  expect(drawn.every(({ atMs }, at) => at === 0 || atMs > (drawn[at - 1]?.atMs ?? 0))).toBe(true);
  const [first] = drawn;
  const from = log.findIndex((row) => JSON.stringify(outcomeOf(row)) === JSON.stringify(outcomeOf(first)));
  expect(drawn.slice(0, 50).map(outcomeOf)).toEqual(log.slice(from, from + 50).map(outcomeOf));
});

test.for([
  [{ arl0: 1e5 }, 1e5],
  [{ falseAlarms: "1/week", rate: "2/s" }, 1_209_600],
  [{ falseAlarms: "2/day", rate: "60/min" }, 43_200],
] as const)("%j is one in %i rows", ([goal, arl0]) => {
  expect(goalArl0(goal)).toBeCloseTo(arl0, 6);
});

test.for([
  {},
  { falseAlarms: "1/week" },
  { rate: "2/s" },
  { arl0: 1e5, rate: "2/s" },
  { arl0: 1 },
  { arl0: Number.NaN },
  { falseAlarms: "weekly", rate: "2/s" },
  { falseAlarms: "0/week", rate: "2/s" },
  { falseAlarms: "1/fortnight", rate: "2/s" },
])("%j is no goal", (goal) => {
  expect(() => goalArl0(goal)).toThrow(expect.objectContaining({ code: "BAD_FALSE_ALARM_RATE" }));
});

/** `threshold` as a program that can be fed many logs. */
const slowProgram = node(`
  const limit = Number(process.argv[1]); let slow = false;
  require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const row = JSON.parse(line);
    if ("session" in row) { console.log(line); slow = false; return; }
    if (row.response_time_s > limit !== slow) {
      slow = !slow;
      console.log(JSON.stringify({ at: row.index, key: "slow", state: slow ? "firing" : "resolved" }));
    }
  });`);

test("a program is tuned by the threshold that its command marks, to about that of the same detector in this process", async () => {
  const remote = remoteSettings({ feed: "ndjson", session: "many", startTimeoutMs: 60_000 });
  const choice = await chooseDetector(`cmd:${slowProgram} {threshold:0.25}`, remote);
  const order = { ...settings, arl0: 20, choice, traffic: { kind: "scenario", name: "healthy" } } as const;
  const inside = await tuneDetector({ ...order, choice: { definition: threshold, options: {} } });

  const outside = await tuneDetector({ ...order, jobs: 2 });
  const oneByOne = await tuneDetector(order);

  const limit = 0.25 * Number(outside.options["factor"]);
  expect(oneByOne).toEqual(outside);
  expect(Math.abs(limit / Number(inside.options["limit"]) - 1)).toBeLessThan(0.1);
  expect(Math.abs((outside.measured.arl0 ?? 0) / 20 - 1)).toBeLessThan(0.4);
  expect(specOf({ ...choice, options: outside.options })).toContain(
    `{threshold:${Number(limit.toPrecision(6))}}`,
  );
});

test.for([
  ["cmd:cat", "Mark it in the command with its usual value: --limit {threshold:0.25}."],
  ["webhook", "Detectors that can be tuned on such a log"],
] as const)("%s has no threshold to tune, and the advice is: %s", async ([spec, advice]) => {
  const choice = await chooseDetector(spec, remoteSettings());
  const traffic = { kind: "scenario", name: "healthy" } as const;

  await expect(tuneDetector({ ...settings, choice, traffic })).rejects.toMatchObject({
    code: "CANNOT_TUNE",
    advice: containingText(advice),
  });
});

test("a program that fails while it is tuned is an error, no alarm", async () => {
  const choice = await chooseDetector("cmd:exit {threshold:3}", remoteSettings());
  const traffic = { kind: "scenario", name: "healthy" } as const;

  await expect(tuneDetector({ ...settings, choice, traffic })).rejects.toMatchObject({
    kind: "drill",
    code: "DETECTOR_CRASHED",
    message: containingText("ended with exit code 3"),
  });
});
