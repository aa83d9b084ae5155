import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createDetector } from "../../../detector/model.ts";
import { knn } from "../../../detector/series/knn.ts";
import type { ResponseObservation } from "../../../domain/response/observation.ts";
import { elapsedMs } from "../../../domain/response/observation.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { planScenario } from "../../../harness/drill/plan.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import type { IncidentSettings } from "../../../harness/files/import-incident.ts";
import {
  checkedPaths,
  readIncident,
  readRequests,
  writeIncident,
} from "../../../harness/files/import-incident.ts";
import type { ScenarioPaths } from "../../../harness/files/importer.ts";
import { formatMoment } from "../../../harness/files/moment.ts";
import { replayLog } from "../../../harness/files/replay-log.ts";
import { defaultRemoteSettings } from "../../../harness/session/remote-definitions.ts";
import { compareDetectors } from "../../../harness/study/compare.ts";
import { onsetRange } from "../../../harness/study/onset.ts";
import { repeatDrills } from "../../../harness/study/repeat.ts";
import { virtualWire } from "../../../harness/world/virtual-wire.ts";
import { openObservedLog } from "../../../log/files/writer.ts";
import { playResponses } from "../../../mock-client/response/play.ts";
import { replaysSentence } from "../../../report/study/words.ts";
import { changeScenario } from "../../../scenarios/registry.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { goldenCsv, goldenRun } from "../../detector/golden.ts";
import { loadResponseScenario } from "../../scenarios/response/response-scenarios.ts";
import { containingText } from "../containing.ts";
import { filesIn, testFolder } from "../folder.ts";

type Moments = Pick<IncidentSettings, "onset" | "end">;

async function importedFrom(path: string, folder: string, moments: Moments): Promise<ScenarioPaths> {
  const order = { log: path, keep: [], onProgress: () => undefined, ...moments };
  const paths = checkedPaths(join(folder, "incident.yaml"));
  writeIncident(await readIncident(order), order, paths);
  return paths;
}

function observationsOf(scenario: ResponseScenario): readonly ResponseObservation[] {
  return [...simulate(scenario, 1)].map(({ observation }) => observation);
}

const goldenLog = fileURLToPath(new URL("../../golden/knn/rapidly-0.5.server_response.csv", import.meta.url));

async function goldenScenario(): Promise<ResponseScenario> {
  const { yamlPath } = await importedFrom(goldenLog, testFolder(), { onset: "2026-11-20T10:43:20.531" });
  return loadResponseScenario(yamlPath);
}

test("a recorded run of the original replays its response times, row by row", async () => {
  const rows = observationsOf(await goldenScenario());

  const recordedMicros = goldenRun("rapidly-0.5").responseTimesS.map((seconds) => Math.round(seconds * 1e6));
  expect(rows.map((row) => Math.round(elapsedMs(row) * 1000))).toEqual(recordedMicros);
  expect(rows.map(({ index }) => index)).toEqual(recordedMicros.map((_, index) => index));
});

test("the incident of the recorded run is at the given onset", async () => {
  const affected = [...simulate(await goldenScenario(), 1)].flatMap(({ observation, truth }) =>
    truth.incident === undefined ? [] : [observation.index],
  );

  expect([affected[0], affected.at(-1), affected.length]).toEqual([100, 299, 200]);
});

test("no setting moves the onset of a recording", async () => {
  await expect(changeScenario(await goldenScenario(), "onset=50")).rejects.toMatchObject({
    code: "BAD_SET",
    advice: containingText("The onset of a recording is fixed."),
  });
});

test("studies say that identical replays count as one drill", async () => {
  const comparison = await compareDetectors({
    scenario: await goldenScenario(),
    choices: [{ definition: knn, options: {} }],
    drills: 4,
    firstSeed: 1,
    onset: "drawn",
    signal: new AbortController().signal,
    onDetector: () => undefined,
  });

  expect(comparison.rows).toMatchObject([{ detector: "knn", replays: 4 }]);
  expect(replaysSentence([{}, ...comparison.rows])).toEqual([
    "4 identical replays count as 1 drill: nothing in them depends on the seed",
  ]);
  expect(replaysSentence([{}])).toEqual([]);
});

test("a repeat of a recording keeps its onset, and its identical replays count as one drill", async () => {
  const scenario = await goldenScenario();
  const plan = await planScenario({
    scenario,
    settings: [],
    choices: [{ definition: knn, options: {} }],
    remote: defaultRemoteSettings,
  });

  const [statistics] = await repeatDrills({
    ...plan,
    onset: "drawn",
    seeds: [1, 2, 3],
    signal: new AbortController().signal,
  });

  expect(onsetRange(scenario, plan.gates, "drawn")).toEqual({ kind: "fixed", index: 100 });
  expect(statistics).toMatchObject({
    drills: 1,
    replays: 3,
    kinds: [{ inTime: { successes: 1, trials: 1 } }],
  });
});

test.for([
  [0.5, 0.8],
  [0.1, 0.3],
  [0.02, 0.025],
] as const)(
  "kNN at %d and %d alerts on the replay as the distances of the recorded data demand, row by row",
  async ([warning, error]) => {
    const detector = createDetector(knn, { options: { warning, error } });
    let [current, firing]: [string, boolean] = ["healthy", false];

    const alerts = observationsOf(await goldenScenario()).map((row) => {
      for (const { state, severity } of detector.observe(row)) {
        firing = state === "firing";
        current = firing ? severity : "healthy";
      }
      return current;
    });

    let worst = "healthy";
    const expected = goldenCsv("rapidly-0.5.reference.csv").map(({ first30_k1: distance = 0 }) => {
      if (distance < warning) worst = "healthy";
      else if (distance >= error) worst = "error";
      else if (worst === "healthy") worst = "warning";
      return worst;
    });
    expect(alerts).toEqual(expected);
  },
);

const openLoop: ResponseScenario = {
  ...rapidly,
  name: "open-loop",
  pacing: { kind: "poisson", ratePerSecond: 20 },
  timeoutMs: 900,
  modes: {
    normal: { kind: "lognormal", medianMs: 30, sigma: 0.8 },
    attack: { kind: "attack", delayMs: 500 },
    broken: { kind: "errors", status: 503, delayMs: 5 },
    hanging: { kind: "hang" },
    cut: { kind: "blackhole", delayMs: 40 },
  },
  phases: [
    { mode: "normal", requests: 60 },
    { mode: "attack", requests: 40 },
    { mode: "broken", requests: 20 },
    { mode: "hanging", requests: 20 },
    { mode: "cut", requests: 5 },
    { mode: "normal", requests: 40 },
  ],
};

test.for([
  ["a closed loop in CSV", rapidly, "csv"],
  ["a closed loop in NDJSON", rapidly, "ndjson"],
  ["a Poisson stream with errors, time-outs and cuts", openLoop, "csv"],
  ["the same with its open requests", { ...openLoop, openAfterMs: 300 }, "ndjson"],
] as const)("importing the log of a drill gives the same observations: %s", async ([, scenario, format]) => {
  const folder = testFolder();
  const rows = observationsOf(scenario);
  const path = join(folder, "observed");
  const log = openObservedLog({
    path,
    source: "response",
    format,
    bufferBytes: 65_536,
    utcOffsetMs: () => 0,
  });
  for (const row of rows) log.write(row);
  log.close();
  const onset = new Date(Math.floor(rows[80]?.atMs ?? 0)).toISOString();

  const { yamlPath } = await importedFrom(path, folder, { onset });

  expect(observationsOf(await loadResponseScenario(yamlPath))).toEqual(rows);
});

test("a recording over the wire on virtual time is the simulated one, row for row", async () => {
  const folder = testFolder();
  const path = join(folder, "observed.csv");
  const log = openObservedLog({
    path,
    source: "response",
    format: "csv",
    bufferBytes: 0,
    utcOffsetMs: () => 0,
  });
  for (const row of observationsOf(openLoop)) log.write(row);
  log.close();
  const { yamlPath } = await importedFrom(path, folder, { onset: "00:00:03", end: "00:00:07" });
  const scenario = await loadResponseScenario(yamlPath);

  const world = await virtualWire({ scenario, seed: 1 });
  const rows: unknown[] = [];
  const { signal } = new AbortController();
  await playResponses({ ...world, scenario, seed: 1, signal }, ({ row }) => rows.push(row));
  await world.stop();

  expect(rows).toEqual([...simulate(scenario, 1)]);
});

test("the scenario is readable YAML with comments, and its recording is beside it", async () => {
  const folder = testFolder();
  copyFileSync(goldenLog, join(folder, "last tuesday.log"));

  await importedFrom(join(folder, "last tuesday.log"), folder, { onset: "10:43:20.531", end: "10:45:00" });

  const files = filesIn(folder);
  expect(files["incident.yaml"]).toBe(`source: response
name: incident
summary: "Recorded in last tuesday.log; the incident began at 10:43:20.531."
# Each row is a request: when it was sent, how long it took, how it ended.
recording: "incident.csv"
startsAt: "2026-11-20T10:42:28.477636Z"
pacing: { kind: recorded }
modes:
  normal: { kind: recorded }
  incident: { kind: recorded }
phases:
  - { mode: normal, requests: 100 }
  - { mode: incident, requests: 99 }
  - { mode: normal, requests: 101 }
# Which detector must notice, and how soon. Remove the [], uncomment the line below it, and edit it.
expect: []
#  - { detector: knn, severity: error, within: 10 }
`);
  expect(files["incident.csv"]?.split("\n").slice(0, 2)).toEqual([
    "offset_s,response_time_s,outcome",
    "0.000000,0.033364,200",
  ]);
});

test("the example in its comment works once it is uncommented", async () => {
  const folder = testFolder();
  const { yamlPath } = await importedFrom(goldenLog, folder, { onset: "10:43:20.531" });
  const text = filesIn(folder)["incident.yaml"] ?? "";

  writeFileSync(yamlPath, text.replace("expect: []\n#", "expect:\n"));

  expect((await loadResponseScenario(yamlPath)).expect).toEqual([
    { detector: "knn", severity: "error", within: 10 },
  ]);
});

test.for([
  [{ onset: "10:42:28" }, "TIME_OUTSIDE_LOG"],
  [{ onset: "12:00:00" }, "TIME_OUTSIDE_LOG"],
  [{ onset: "2026-11-20T10:42:28.511" }, "NOTHING_BEFORE_ONSET"],
  [{ onset: "soon" }, "BAD_TIME"],
  [{ onset: "10:43:20", end: "10:43:20" }, "NO_INCIDENT_ROWS"],
  [{ onset: "10:44:00", end: "10:43:20" }, "NO_INCIDENT_ROWS"],
] as const)("%j is refused: %s", async ([moments, code]) => {
  await expect(importedFrom(goldenLog, testFolder(), moments)).rejects.toMatchObject({ code });
});

test("nothing is overwritten, and the path of a scenario must end in .yaml", async () => {
  const folder = testFolder();
  await importedFrom(goldenLog, folder, { onset: "10:43:20" });

  expect(() => checkedPaths(join(folder, "incident.yaml"))).toThrow(/exists already/);
  expect(() => checkedPaths(join(folder, "incident.csv"))).toThrow(
    /Invalid --out .*: expected a path that ends in .yaml/,
  );
});

function accessLine(minute: number, zone: string, took: string): string {
  return `203.0.113.9 - - [25/Oct/2026:${minute < 0 ? "03" : "02"}:${String(Math.abs(minute)).padStart(2, "0")}:00 ${zone}] "GET / HTTP/1.1" 200 512 "-" "probe" ${took}\n`;
}

/** An hour before the end of summer time and an hour and a half after it, as the clocks of the log showed them. */
function logOverTheChange(folder: string): string {
  const path = join(folder, "access.log");
  const summer = Array.from({ length: 60 }, (_, minute) => accessLine(minute, "+0200", "0.010"));
  const winter = Array.from({ length: 60 }, (_, minute) => accessLine(minute, "+0100", "0.010"));
  const incident = Array.from({ length: 30 }, (_, minute) => accessLine(-(minute + 10), "+0100", "1.000"));
  writeFileSync(path, [...summer, ...winter, ...incident].join(""));
  return path;
}

const file = { keep: [], onProgress: () => undefined } as const;

test("a local time is that of the lines around it, though the clocks were set back", async () => {
  const log = logOverTheChange(testFolder());

  const { requests, phases } = await readIncident({ ...file, log, onset: "2026-10-25T03:10:00" });

  expect(phases).toEqual({ before: 120, during: 30, after: 0 });
  expect(formatMoment(requests.log, requests.log.span.untilMs)).toBe("2026-10-25T03:39:00+01:00");
});

test("a local time that the clocks showed twice is refused, and settled by its zone", async () => {
  const log = logOverTheChange(testFolder());

  await expect(readIncident({ ...file, log, onset: "2026-10-25T02:30:00" })).rejects.toMatchObject({
    code: "BAD_TIME",
    message: containingText("+02:00 and +01:00"),
  });
  const { phases } = await readIncident({ ...file, log, onset: "2026-10-25T02:30:00+01:00" });
  expect(phases.before).toBe(90);
});

test("without an onset the log says where it changes", async () => {
  const requests = await readRequests({ ...file, log: logOverTheChange(testFolder()) }, undefined);

  expect(requests.changes()).toEqual([
    {
      atMs: Date.UTC(2026, 9, 25, 2, 9, 59),
      before: { p50Ms: 10, failedRatio: 0 },
      after: { p50Ms: 1000, failedRatio: 0 },
    },
  ]);
});

test("a healthy log is judged without an onset: each alert is a false alarm", async () => {
  const { requests, judged } = await replayLog({
    ...file,
    log: logOverTheChange(testFolder()),
    name: "access.log",
    detectors: ["knn"],
  });

  expect(requests.count).toBe(150);
  expect(judged.verdict).toMatchObject({
    passed: false,
    detectors: [{ pages: 1, falseAlarms: 1 }],
  });
});

function k6Row(second: number, took: string, status: number, code: string): string {
  return `http_req_duration,${1_930_277_106 + second},${took},,,${code},,,GET,x,HTTP/1.1,default,,${status},,,http://x/,,\n`;
}

test("requests without a length are counted, and no part of the medians", async () => {
  const path = join(testFolder(), "out.csv");
  const header =
    "metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata\n";
  const lines = Array.from({ length: 20 }, (_, second) =>
    second % 2 === 0 ? k6Row(second, "41.000000", 200, "") : k6Row(second, "0.000000", 0, "1211"),
  );
  writeFileSync(path, header + lines.join(""));

  const requests = await readRequests({ ...file, log: path }, undefined);

  expect(requests.lengthless).toBe(10);
  expect(requests.figuresOf({ before: 20, during: 0, after: 0 })).toMatchObject([
    { requests: 20, p50Ms: 41, failed: 10 },
  ]);
});
