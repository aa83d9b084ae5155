import { expect, test } from "vitest";
import { amocOf } from "../../../harness/study/amoc.ts";
import { drillSuite } from "../../../harness/study/suite.ts";
import { parseAxis } from "../../../harness/study/sweep-cell.ts";
import { resumeSweep, startSweep } from "../../../harness/study/sweep.ts";
import { tuneDetector } from "../../../harness/study/tune.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import { remoteSettings } from "../../../harness/session/remote-definitions.ts";
import type { DetectorVerdict } from "../../../domain/verdict.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { node } from "../../detector/remote/command-fixture.ts";
import { containingText } from "../containing.ts";
import { testFolder } from "../folder.ts";

const remoteWords = { feed: "ndjson", session: "many", startTimeoutMs: 60_000 } as const;
const remote = remoteSettings(remoteWords);
const { signal } = new AbortController();

/** Judges as many logs as it is told to, then nothing any more: it remembers what it should forget. */
function tired(logs: number): string {
  return node(`
    let slow = false, logs = 0; const limit = Number(process.argv[1] ?? 0.25);
    require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const row = JSON.parse(line);
      if ("session" in row) { console.log(line); slow = false; logs += 1; return; }
      if (logs <= ${logs} && row.response_time_s > limit && !slow) {
        slow = true;
        console.log(JSON.stringify({ at: row.index, key: "slow" }));
      }
    });`);
}

const differs = { code: "SESSION_DIFFERS", message: containingText("different alerts for the same log") };

test("a sweep marks the program in all its cells, also when it is resumed", async () => {
  const { cells, folder } = await startSweep(
    {
      scenario: "rapidly",
      settings: [],
      detectors: [`mine=cmd:${tired(2)}`, "threshold"],
      remote: remoteWords,
      axes: [parseAxis("attack.delayMs=300,500")],
      firstSeed: 1,
      seeds: 1,
      onset: "fixed",
    },
    { signal, onProgress: () => undefined, jobs: 1, outDir: testFolder() },
  );

  const resumed = await resumeSweep(folder?.path ?? "", { signal, onProgress: () => undefined });

  const marks = cells.map(({ detectors }) => detectors.map(({ error }) => error?.code));
  expect(marks).toEqual([
    ["SESSION_DIFFERS", undefined],
    ["SESSION_DIFFERS", undefined],
  ]);
  expect(resumed.cells).toEqual(cells);
});

test("a curve says at which settings of its threshold the program differs", async () => {
  const choice = await chooseDetector(`cmd:${tired(4)} {threshold:0.25}`, remote);

  const { curves, crashed } = await amocOf({
    scenario: rapidly,
    choice,
    drills: 1,
    firstSeed: 1,
    onset: "fixed",
    signal,
    onSetting: () => undefined,
  });

  expect(curves).toHaveLength(1);
  // Far too insensitive, it is silent in each session.
  const settings = crashed.map(({ detector }) => Number(/\{threshold:([\d.]+)\}/.exec(detector)?.[1]));
  expect(Math.max(...settings)).toBeLessThan(1);
  expect(settings.length).toBeGreaterThan(3);
  expect(crashed[0]).toMatchObject({ crashed: 0, drills: 1, error: differs });
});

/** The suite is eight logs for the program, in each of which it passes a limit of 0; the ninth is the first one again. */
async function suiteColumns(logs: number): Promise<readonly (readonly DetectorVerdict[])[]> {
  const detectors = [`mine=cmd:${tired(logs)} 0`, "threshold"];
  const drills = await drillSuite({ suite: "subtle", seed: 1, detectors, remote });
  return drills.map(({ row }) => row.columns);
}

test("a suite fails the program in every row, and keeps its delays", async () => {
  const [honest, differing] = [await suiteColumns(9), await suiteColumns(8)];

  expect(honest.map(([mine]) => mine?.error?.code)).toEqual(honest.map(() => undefined));
  expect(differing.map(([mine]) => [mine?.passed, mine?.error?.code])).toEqual(
    differing.map(() => [false, "SESSION_DIFFERS"]),
  );
  expect(differing.map(([mine]) => mine?.delays)).toEqual(honest.map(([mine]) => mine?.delays));
  expect(differing.map(([, other]) => other)).toEqual(honest.map(([, other]) => other));
});

test("a threshold is not tuned by a program that differs", async () => {
  const choice = await chooseDetector(`cmd:${tired(1)} {threshold:0.25}`, remote);

  const tuned = tuneDetector({
    choice,
    traffic: { kind: "scenario", name: "healthy" },
    arl0: 20,
    severity: "error",
    seed: 1,
    onProgress: () => undefined,
  });

  await expect(tuned).rejects.toMatchObject({
    code: "DETECTOR_CRASHED",
    message: containingText("different alerts for the same log"),
  });
});
