import { expect, test } from "vitest";
import type { Repeat } from "../../../domain/results/repeat.ts";
import { drillJson, repeatJson, repeatText } from "../../../report/study/repeat.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { alertAt, drillWith, statisticsOf } from "../../score/study/drills.ts";

const statistics = statisticsOf([
  drillWith([alertAt(102)]),
  drillWith([alertAt(103)], { seed: 2 }),
  drillWith([], { seed: 3 }),
]);

const repeat: Repeat = {
  scenario: "rapidly",
  clock: "virtual",
  firstSeed: 1,
  drills: 3,
  onset: { kind: "fixed", index: 100 },
  demand: { kind: "every-drill" },
  passed: false,
  detectors: [
    { statistics, passed: false, floors: new Map([["attack", { delay: 1.5, error: 0, arl0: 1000 }]]) },
  ],
  alongside: [],
  failed: 1,
  failures: [{ seed: 3, settings: [], command: "npx firedrill run rapidly --seed 3" }],
  invalid: 0,
  command: "npx firedrill run rapidly --seed 1 --repeat 3",
};

test("the text names every figure, its unit, and the drill to look at", () => {
  expect(repeatText(repeat, plainPaint, "all")).toBe(`\
FAILED  probe raised ERROR for attack in 2 of 3 within 10: at least 13.5 % of such incidents, with 95 % confidence

rapidly, seeds 1 to 3, virtual clock, onset at 100

probe, attack 2 detected, 1 missed
  delay p50     4 (0 or more) affected; 3 s (0 or more)
  p95           missed (4 or more) affected; missed (3 s or more)
  longest       missed
  mean          69 affected; 68 s (a miss counts as 200)
  reset         2 of 2 still firing when the log ended
  floor         1.50 affected, zero state, at ARL0 1,000 (exact)
  efficiency    at most 2.1 % (floor / mean), the mean measured in steady state

probe, false alarms
  false alarms  0 in 300 healthy observations
  rate          0 per 1,000 observations, 0 per hour
  ARL0          at least 100 with 95 % confidence
  pages         2 in 3 drills, 0.667 per drill

1 drill did not pass:
  npx firedrill run rapidly --seed 3
Replay  npx firedrill run rapidly --seed 1 --repeat 3
`);
});

const quantile = (value: number) => ({ value, low: -Infinity, high: Infinity });

test.for([
  [[5100, 9000], 0, "p50 5.1 s after, p95 9 s after the end of the incident"],
  [[-27_200, -200], 0, "p50 27.2 s before, p95 200 ms before the end of the incident"],
  [[0, Infinity], 1, "p50 0 ms after the end of the incident; 1 of 20 still firing when the log ended"],
  [[Infinity, Infinity], 20, "20 of 20 still firing when the log ended"],
] as const)("resets of %j with %i open are told as %s", ([values, unresolved, words]) => {
  const reset = { p50: quantile(values[0]), p95: quantile(values[1]), trials: 20, unresolved };
  const kinds = statistics.kinds.map((kind) => ({ ...kind, reset }));
  const detectors = repeat.detectors.map((one) => ({ ...one, statistics: { ...statistics, kinds } }));

  expect(repeatText({ ...repeat, detectors }, plainPaint)).toContain(`  reset         ${words}\n`);
});

test("the floor and the efficiency are shown on request only", () => {
  const text = repeatText(repeat, plainPaint);

  expect(text).toContain("delay p50");
  expect(text).not.toMatch(/floor|efficiency/);
});

test("the document in pieces has the bytes of the document as one string, without invisible characters", () => {
  const verdicts = ["rapidly", "up\u{202e}side", "de\u{9b}lete"].map((scenario, at) => ({
    schemaVersion: 2 as const,
    scenario,
    seed: at,
    settings: [`onset=${at}`],
    clock: "virtual",
    observations: 300,
    durationMs: 1.5,
    passed: true,
    detectors: [],
  }));
  const [first, ...others] = verdicts.map((verdict) => drillJson(verdict, verdict.seed));
  const again = verdicts.map((verdict, at) => drillJson(verdict, at)).join("");

  const text = [
    ...repeatJson([
      { repeat, drills: [first ?? "", others.join("")] },
      { repeat, drills: [again] },
    ]),
  ].join("");

  const whole = JSON.stringify(JSON.parse(text), undefined, 2);
  expect(text).toBe(
    `${whole.replaceAll("\u{202e}", String.raw`\u202e`).replaceAll("\u{9b}", String.raw`\u009b`)}\n`,
  );
  expect(JSON.parse(text)).toMatchObject({ drills: [...verdicts, ...verdicts] });
});

test("in JSON a delay among the misses is missing", () => {
  const document: unknown = JSON.parse([...repeatJson([{ repeat, drills: [] }])].join(""));

  expect(document).toMatchObject({
    schemaVersion: 2,
    drills: [],
    repeat: {
      confidence: 0.95,
      scenarios: [
        {
          seeds: { from: 1, count: 3 },
          detectors: [{ incidents: [{ kind: "attack", missed: 1, floor: { state: "zero" } }] }],
        },
      ],
    },
  });
  expect(document).not.toHaveProperty("repeat.scenarios.0.detectors.0.incidents.0.delayAffected.longest");
});
