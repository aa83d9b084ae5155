import { expect, test } from "vitest";
import { findDetector } from "../../../detector/registry.ts";
import { amocOf, amocSteps } from "../../../harness/study/amoc.ts";
import { healthy } from "../../../scenarios/response/healthy.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { plainPaint } from "../../../report/text/paint.ts";
import { amocFigure, amocText } from "../../../report/study/amoc.ts";

const settings = {
  scenario: rapidly,
  drills: 3,
  firstSeed: 1,
  onset: "drawn",
  signal: new AbortController().signal,
  onSetting: () => undefined,
} as const;

test("a curve goes from few false alarms to many, and insensitive settings miss everything", async () => {
  const { curves } = await amocOf({
    ...settings,
    choice: { definition: findDetector("threshold"), options: {} },
  });
  const [curve] = curves;
  const rates = curve?.points.map((point) => point.falseAlarmsPerThousand) ?? [];

  expect(rates).toHaveLength(amocSteps);
  expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  expect(curve?.points[0]).toMatchObject({ missed: 3, falseAlarmsPerThousand: 0 });
  expect(amocText({ curves, crashed: [] }, plainPaint)).toContain("threshold:limit=0.25");
  expect(
    amocFigure("rapidly", curves)
      .content.join("")
      .match(/<circle /g),
  ).toHaveLength(amocSteps);
});

test("a scenario without an incident has no curve", async () => {
  const choice = { definition: findDetector("threshold"), options: {} };

  await expect(amocOf({ ...settings, scenario: healthy, choice })).rejects.toMatchObject({
    code: "NOTHING_TO_DRAW",
  });
});

test("a detector without a threshold has no curve", async () => {
  const definition = { ...findDetector("threshold"), options: {} };

  await expect(amocOf({ ...settings, choice: { definition, options: {} } })).rejects.toMatchObject({
    code: "NO_THRESHOLD",
  });
});
