import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drill } from "../../../../harness/drill.ts";
import { planDrill } from "../../../../harness/drill-plan.ts";
import { defaultRemoteSettings } from "../../../../harness/remote-definitions.ts";
import { processesWith } from "../processes.ts";
import { needs } from "./installed.ts";

// Processes of this file are known by the folder that their files are in.
const folder = mkdtempSync(join(tmpdir(), "firedrill-real-"));
beforeAll(() => {
  process.env["TMPDIR"] = folder;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

needs("prometheus", "promtool");

const toleranceMs = 250;

test.concurrent.for([1, 2, 3])(
  "a Prometheus with phases of its own fires when its settings say (seed %i)",
  { timeout: 120_000 },
  async (seed, { expect: expectHere, annotate }) => {
    const { scenario, gates } = await planDrill({
      scenario: "examples/prometheus/slow.yaml",
      settings: [],
      detectors: ["prometheus:rules=examples/prometheus/alerts.yml"],
      remote: { ...defaultRemoteSettings, phases: "sampled" },
      within: "4s",
    });
    const signal = new AbortController().signal;
    const clock = { kind: "real" } as const;

    const { verdict } = await drill({
      scenario,
      seed,
      clock,
      gates,
      logFormat: "csv",
      signal,
      onEvent: () => undefined,
    });

    expectHere(verdict.error).toBeUndefined();
    const [detector] = verdict.detectors;
    expectHere(detector).toMatchObject({ name: "prometheus", passed: true, falseAlarms: 0 });
    expectHere(detector?.prediction).toMatchObject({ earliestMs: 945, latestMs: 2945 });
    const delayMs = detector?.incidents[0]?.delayMs ?? 0;
    await annotate(String(delayMs), "delay.ms");
    expectHere(delayMs).toBeGreaterThanOrEqual(945 - toleranceMs);
    expectHere(delayMs).toBeLessThanOrEqual(2945 + toleranceMs);
    const hops = detector?.hops?.[0]?.hops ?? [];
    expectHere(hops.map(({ name }) => name)).toEqual([
      "finished",
      "scraped",
      "pending",
      "firing",
      "posted",
      "received",
    ]);
    expectHere(hops.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(delayMs, 3);
  },
);

test("after the drills no Prometheus and no guard is left", () => {
  expect(processesWith(`--config.file=${folder}`)).toBe(0);
});
