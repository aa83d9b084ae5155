import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { prometheusDetector } from "../../../../detector/remote/prometheus/detector.ts";
import { exportedMetrics } from "../../../../detector/response/metrics.ts";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import type { ClockKind } from "../../../../domain/time/clock.ts";
import { newClockOrigin, realClock } from "../../../../harness/clock/clock.ts";
import { refusalOf } from "./refusal.ts";
import { ruleText, rulesFile } from "./rules-file.ts";

const wall = realClock(newClockOrigin());
afterAll(() => wall.close());
beforeEach(() => void vi.unstubAllEnvs());

const ignore = (): void => undefined;

async function start(clockKind: ClockKind): Promise<void> {
  const settings = prometheusSettings({ rules: rulesFile(ruleText("up == 0")) });
  const detector = prometheusDetector(
    settings,
    { offsets: "pinned", startTimeoutMs: 1000, wall },
    exportedMetrics,
  );
  await detector.start({ clock: wall, clockKind, seed: 1, onAlert: ignore, onError: ignore });
}

test("a scaled clock is refused, and the advice names the two others", async () => {
  const refusal = await refusalOf(() => start({ kind: "scaled", factor: 10 }));

  expect(refusal).toMatchObject({ kind: "usage", code: "PROMETHEUS_NEEDS_REAL_TIME" });
  expect(refusal.advice).toMatch(/virtual.*real/);
});

test.for([
  ["virtual", "promtool"],
  ["real", "prometheus"],
] as const)("on the %s clock a missing %s is an error that names the package", async ([kind, program]) => {
  vi.stubEnv("PATH", "/nowhere");

  const refusal = await refusalOf(() => start({ kind }));

  expect(refusal).toMatchObject({ kind: "drill", code: "ENGINE_MISSING" });
  expect(refusal.message).toBe(`The program "${program}" is not on the PATH.`);
  expect(refusal.advice).toContain("package prometheus");
});
