import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { ProcessObservation } from "../../../domain/process/observation.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { labelledFormat } from "../../../log/sources.ts";
import { cpuSpike } from "../../../scenarios/process/cpu-spike.ts";
import { testFolder } from "../../harness/folder.ts";
import { runMain } from "../run-main.ts";

/** Rows of two processes, of which `web-1` burns and `db-2` is healthy at 30 % of a core. */
function twoProcesses(): readonly Labelled<ProcessObservation>[] {
  return [...simulate(cpuSpike, 1)].flatMap(({ observation, truth }, at) => {
    if (observation.kind !== "process" || observation.event.kind !== "sample") return [];
    const web: ProcessObservation = { ...observation, index: 2 * at, process: "web-1", pid: 1 };
    const cpuPercent = 30 + (at % 3);
    const db: ProcessObservation = {
      ...observation,
      index: 2 * at + 1,
      process: "db-2",
      pid: 2,
      event: { ...observation.event, cpuPercent },
    };
    return [
      { observation: web, truth },
      { observation: db, truth: { mode: "normal" } },
    ];
  });
}

function written(rows: readonly Labelled<ProcessObservation>[]): string {
  const { header, encode } = labelledFormat("process", "csv");
  const path = join(testFolder(), "log.csv");
  writeFileSync(path, header + rows.map((row) => encode(row)).join(""));
  return path;
}

test("score judges each process of a log for itself", async () => {
  const path = written(twoProcesses());

  const { code, stdout } = await runMain(["score", path, "--detector", "cusum:scale=linear"]);

  expect(code).toBe(0);
  expect(stdout).toContain("PASSED  cusum raised ERROR for burn-1 on its 1st affected sample");
});

test("watch names the process of each alert", async () => {
  const input = [readFileSync(written(twoProcesses()))];

  const { stdout } = await runMain(
    ["watch", "-", "--detector", "cusum:scale=linear", "--from", "start", "--report", "json"],
    { input },
  );

  expect(stdout).toContain('"subject":"process:web-1"');
  expect(stdout).toContain('"key":"web-1/cpu"');
  expect(stdout).not.toContain("db-2");
});

test("a model is not learned from two processes", async () => {
  const path = written(twoProcesses());
  const out = join(testFolder(), "model.json");

  const { code, stderr } = await runMain(["train", "--detector", "cusum", path, "--out", out]);

  expect({ code, message: stderr.split("\n")[0] }).toEqual({
    code: 2,
    message: "firedrill: The log has rows of web-1 and of db-2, and a model is learned from one.",
  });
});
