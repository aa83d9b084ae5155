import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { processesWith } from "../processes.ts";
import { needs } from "./installed.ts";
import { realDrill } from "./real-drill.ts";

needs("prometheus", "promtool");

// The folder in their command lines identifies the processes of this file.
const folder = mkdtempSync(join(tmpdir(), "firedrill-real-"));
beforeAll(() => {
  process.env["TMPDIR"] = folder;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const toleranceMs = 250;
const stations = ["finished", "scraped", "pending", "firing", "posted", "received"];

test("three Prometheus processes at different offsets fire within the predicted bounds, with every hop, and then end", async ({
  annotate,
}) => {
  const drills = await Promise.all(
    [1, 2, 3].map((seed) => realDrill(seed, "examples/prometheus/alerts.yml")),
  );

  const delaysMs = drills.map(({ delayMs }) => Math.round(delayMs));
  await annotate(delaysMs.join(", "), "delay.ms");
  expect(Math.min(...delaysMs)).toBeGreaterThanOrEqual(945 - toleranceMs);
  expect(Math.max(...delaysMs)).toBeLessThanOrEqual(2945 + toleranceMs);
  // Even a machine that is too busy for a verdict may meet the bounds above.
  for (const { delayMs, verdict, prediction, hops } of drills) {
    if (verdict.error?.code === "MACHINE_TOO_BUSY") continue;
    expect(verdict).toMatchObject({ passed: true, detectors: [{ falseAlarms: 0 }] });
    expect(prediction).toMatchObject({ earliestMs: 945, latestMs: 2945 });
    expect(hops.map(({ name }) => name)).toEqual(stations);
    expect(hops.reduce((sum, { ms }) => sum + ms, 0)).toBeCloseTo(delayMs, 3);
  }
  expect(processesWith(`--config.file=${folder}`)).toBe(0);
});
