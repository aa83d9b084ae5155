import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { threshold } from "../../../detector/series/threshold.ts";
import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import { newClockOrigin, realClock } from "../../../harness/clock/clock.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { observedFormat } from "../../../log/sources.ts";
import { responseScenarios } from "../../scenarios/response/response-scenarios.ts";
import { alertsOn } from "../run.ts";
import { healthyRows, noisyRows } from "../traffic.ts";
import { recordedCommand } from "./command-fixture.ts";
import { processesWith } from "./processes.ts";

const script = fileURLToPath(new URL("../../../examples/python-detector/detector.py", import.meta.url));
/** Reason for skipping; in CI these tests fail instead. */
const reason = "python3 is not installed";
const isMissing = process.env["CI"] !== "true" && spawnSync("python3", ["--version"]).status !== 0;

const folder = mkdtempSync(join(tmpdir(), "firedrill-"));
const wall = realClock(newClockOrigin());
afterAll(async () => {
  await wall.close();
  rmSync(folder, { recursive: true });
});

function gist({ key, severity, state, atIndex, score }: RemoteAlert): string {
  return `${key} ${severity} ${state} ${atIndex} ${score?.toFixed(6)}`;
}

test("the Python detector has 30 lines and uses only the standard library", () => {
  const source = readFileSync(script, "utf8");

  expect(source.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
  expect(source.match(/^(?:import|from) .*$/gm)).toEqual(["import csv, json, sys, time"]);
});

test.for(responseScenarios)("on $name it alerts like the built-in threshold", async (scenario, { skip }) => {
  skip(isMissing, reason);
  const rows = Array.from(simulate(scenario, 1), ({ observation }) => observation);
  const recorded = recordedCommand(`python3 '${script}'`, wall);

  await recorded.run(rows);

  expect(recorded.errors).toEqual([]);
  expect(recorded.alerts.map(gist)).toEqual(alertsOn(threshold, {}, rows).map(gist));
});

test("it follows a log in the original format, including half-written lines", async ({ skip }) => {
  skip(isMissing, reason);
  const logPath = join(folder, "the log.csv");
  const { encode } = observedFormat("response", "original", () => 0);
  const text = [...healthyRows(1).slice(0, 5), ...noisyRows(1, 2, () => 500)].map(encode).join("");
  writeFileSync(logPath, text.slice(0, -10));
  const recorded = recordedCommand(`python3 '${script}' {log} 0.01`, wall, { logPath });
  await recorded.start();
  await expect.poll(() => recorded.alerts).toMatchObject([{ state: "firing", key: "slow" }]);

  appendFileSync(logPath, text.slice(-10) + healthyRows(1).slice(0, 1).map(encode).join(""));
  await expect.poll(() => recorded.alerts).toMatchObject([{ state: "firing" }, { state: "resolved" }]);
  await recorded.detector.stop(20_000);

  expect(recorded.alerts.every(({ atIndex, atMs }) => atIndex === undefined && atMs === undefined)).toBe(
    true,
  );
  expect(recorded.errors).toEqual([]);
  await expect.poll(() => processesWith(logPath)).toBe(0);
});
