import { createHash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Observation } from "../../../domain/sources.ts";
import type { DrillEvent, DrillResult, DrillSettings } from "../../../harness/drill/drill.ts";
import { drill } from "../../../harness/drill/drill.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { readAlerts } from "../../../log/files/alerts.ts";
import { readLabelledLog, readObservedLog } from "../../../log/files/read.ts";
import type { LogFormat } from "../../../log/formats/format.ts";
import { healthy } from "../../../scenarios/response/healthy.ts";
import { findScenario } from "../../../scenarios/registry.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { containing, containingText } from "../containing.ts";
import { concluded } from "../../../report/conclusion.ts";
import { filesIn, testFolder } from "../folder.ts";
import { crashing } from "./crashing.ts";
import { gates } from "./judged.ts";

/** `rapidly` with seed 1 on the virtual clock with its own gates, unless overridden. */
async function played(
  change: Partial<DrillSettings> = {},
): Promise<DrillResult & { readonly events: readonly DrillEvent[] }> {
  const events: DrillEvent[] = [];
  const result = await drill({
    scenario: rapidly,
    seed: 1,
    clock: { kind: "virtual" },
    gates: gates(change.scenario ?? rapidly),
    logFormat: "csv",
    signal: new AbortController().signal,
    onEvent: (event) => events.push(event),
    ...change,
  });
  return { ...result, events };
}

async function collected<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const utc = { utcOffsetMs: (): number => 0 };
const simulated = [...simulate(rapidly, 1)];

describe("a run folder", () => {
  test("contains the observed log, the labelled log, the incidents, the alerts and the verdict", async () => {
    const { folder = "", verdict, trace, events } = await played({ outDir: testFolder() });

    const files = filesIn(folder);
    expect(Object.keys(files)).toEqual([
      "alerts.ndjson",
      "incidents.json",
      "labelled.csv",
      "observed.csv",
      "report.html",
      "verdict.json",
    ]);
    expect(files["report.html"]?.length).toBeLessThan(300_000);
    const observed: Observation[] = simulated.map(({ observation }) => observation);
    expect(await collected(readObservedLog(join(folder, "observed.csv"), utc).rows)).toEqual(observed);
    expect(await collected(readLabelledLog(join(folder, "labelled.csv")).rows)).toEqual(simulated);
    expect(await readAlerts(join(folder, "alerts.ndjson"))).toEqual(
      events.flatMap((event) => (event.kind === "alert" ? [event.alert] : [])),
    );
    expect(JSON.parse(files["verdict.json"] ?? "")).toEqual(concluded(verdict, trace));
    expect(JSON.parse(files["incidents.json"] ?? "")).toEqual([
      containing({ id: "attack-1", kind: "attack", subjects: [], untilMs: observed.at(-1)?.atMs }),
    ]);
  });

  test("is never overwritten: a second drill gets a folder of its own", async () => {
    const outDir = testFolder();

    const folders = [(await played({ outDir })).folder, (await played({ outDir })).folder];

    expect(new Set(folders).size).toBe(2);
    expect(readdirSync(outDir)).toHaveLength(2);
  });

  test.for([
    [
      "csv",
      ["alerts.ndjson", "incidents.json", "labelled.csv", "observed.csv", "report.html", "verdict.json"],
    ],
    [
      "ndjson",
      [
        "alerts.ndjson",
        "incidents.json",
        "labelled.ndjson",
        "observed.ndjson",
        "report.html",
        "verdict.json",
      ],
    ],
    [
      "original",
      ["alerts.ndjson", "incidents.json", "labelled.csv", "observed.csv", "report.html", "verdict.json"],
    ],
  ] as const)(
    "has the same bytes for the same seed and different bytes for another seed, in %s",
    async ([format, names]) => {
      const outDir = testFolder();
      const contents = async (logFormat: LogFormat, seed: number) =>
        filesIn((await played({ outDir, logFormat, seed })).folder ?? "");

      const first = await contents(format, 7);

      expect(Object.keys(first)).toEqual(names);
      expect(await contents(format, 7)).toEqual(first);
      expect(await contents(format, 8)).not.toEqual(first);
    },
  );

  test.for<[LogFormat, Readonly<Record<string, string>>]>([
    [
      "csv",
      {
        "alerts.ndjson": "ebe5c64ddb663070538abe5f06f0ea2c9c2b6f13152f003c0026d789592da55a",
        "incidents.json": "5d9f9630005c1c1ddc7745d1bef387dd2aecebac2125419c3a0b347dc68e9dc0",
        "labelled.csv": "902eacd6d64c5a91f36cc7ccef1d560c21892de2507d667833442fd0a8a7a159",
        "observed.csv": "d0c8ddaf5e80ef65eb878675d1b16f89f65b173bb4a9b16936e26e93f3b6f4d9",
        "verdict.json": "5a09b1849941827fbc749d7fbea0958aeb8760e29509af28c074be9579741436",
      },
    ],
    [
      "ndjson",
      {
        "labelled.ndjson": "569e9d63e33006b251480505702189e589d99643c6ac1e6081aa7cf6439c4682",
        "observed.ndjson": "17260aaf0c9049d234b4af80d3eb41c4ec1a442edd035618ec356b49a05ef7e5",
      },
    ],
    ["original", { "observed.csv": "39445f1a34f050fab586d05fd29e11d8fe08d5dd4c7a9f4b6c4b89f3378d0e36" }],
  ])("of seed 1 has these very bytes on every Node, in %s", async ([logFormat, pinned]) => {
    const { folder = "" } = await played({ outDir: testFolder(), logFormat });

    const files = Object.entries(filesIn(folder)).map(([name, text]) => [name, sha256(text)]);
    expect(Object.fromEntries(files)).toMatchObject(pinned);
  });

  test("is not made without an output folder", async () => {
    const { folder, verdict } = await played();

    expect(folder).toBeUndefined();
    expect(verdict.passed).toBe(true);
  });
});

test("a drill reports its progress: the start with the server's address, each row as written, each alert", async () => {
  const { events } = await played();

  const [started] = events;
  expect(started).toMatchObject({ kind: "started", serverUrl: containingText("http://127.0.0.1:") });
  expect(started?.kind === "started" && started.expectedRows()).toBe(300);
  expect(events.flatMap((event) => (event.kind === "row" ? [event.observation] : []))).toEqual(
    simulated.map(({ observation }) => observation),
  );
});

test("alerts, verdict and delay in virtual time are those of the simulated log", async () => {
  const { verdict } = await played();

  expect(verdict).toMatchObject({
    scenario: "rapidly",
    seed: 1,
    clock: "virtual",
    observations: 300,
    passed: true,
  });
  expect(verdict.lag).toBeUndefined();
  expect(verdict.detectors).toMatchObject([
    { name: "knn", incidents: [{ id: "attack-1", outcome: "detected", alertIndex: 102, delayAffected: 3 }] },
  ]);
});

test("a detector that throws on row 150 is an error, never a miss, and the drill has not passed", async () => {
  const definition = crashing({ name: "fragile", onIndex: 150 });
  const [gate] = gates(rapidly);
  if (gate === undefined) throw new RangeError("rapidly asks nothing");
  const bothGates = [gate, { definition, gate: { ...gate.gate, detector: "fragile", options: {} } }];

  const { verdict, folder = "" } = await played({ gates: bothGates, outDir: testFolder() });

  expect(verdict.passed).toBe(false);
  expect(verdict.detectors[0]).toMatchObject({ name: "knn", passed: true });
  expect(verdict.detectors[1]).toMatchObject({
    name: "fragile",
    passed: false,
    error: { code: "DETECTOR_CRASHED", message: containingText("observation 150: Error: out of memory") },
    incidents: [],
  });
  expect(await collected(readObservedLog(join(folder, "observed.csv"), utc).rows)).toHaveLength(300);
});

test("Ctrl-C during a drill leaves valid files, names their folder, and gives no verdict", async () => {
  const interrupt = new AbortController();
  const outDir = testFolder();
  let rows = 0;
  const onEvent = ({ kind }: DrillEvent): void => {
    if (kind === "row") rows += 1;
    if (rows === 120) interrupt.abort();
  };

  const playing = played({ outDir, signal: interrupt.signal, onEvent });

  await expect(playing).rejects.toMatchObject({ kind: "interrupt", code: "INTERRUPTED" });
  const [name = ""] = readdirSync(outDir);
  const folder = join(outDir, name);
  await expect(playing).rejects.toMatchObject({ advice: containingText(folder) });
  expect(readdirSync(folder).toSorted()).toEqual(["alerts.ndjson", "labelled.csv", "observed.csv"]);
  expect(await collected(readLabelledLog(join(folder, "labelled.csv")).rows)).toEqual(
    simulated.slice(0, 120),
  );
  expect((await readAlerts(join(folder, "alerts.ndjson"))).length).toBeGreaterThan(0);
});

test("a drill interrupted before its start ends at once", async () => {
  await expect(played({ signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "INTERRUPTED",
    advice: "Nothing was saved.",
  });
});

test.for([
  ["while it plays a closed loop", rapidly],
  [
    "while answers of an open loop are in flight",
    { ...healthy, pacing: { kind: "constant", ratePerSecond: 100 } },
  ],
] as const)("what goes wrong with a row %s ends the drill with that error", async ([, scenario]) => {
  let rows = 0;
  const onEvent = ({ kind }: DrillEvent): void => {
    if (kind === "row") rows += 1;
    if (rows === 5) throw new Error("no room for row 5");
  };

  await expect(played({ scenario, onEvent })).rejects.toThrow("no room for row 5");
  expect(rows).toBe(5);
});

test("an invalid --out is reported before anything is played", async () => {
  const outDir = join(testFolder(), "file");
  const { folder = "" } = await played({ outDir });
  const events: DrillEvent[] = [];

  const playing = played({
    outDir: join(folder, "verdict.json"),
    onEvent: (event) => events.push(event),
  });

  await expect(playing).rejects.toMatchObject({ kind: "drill", code: "OUT_NOT_WRITABLE" });
  expect(events).toEqual([]);
  expect(existsSync(folder)).toBe(true);
});

test.for([
  [
    "rapidly",
    "threshold:limit=250",
    "Largest value 0.519 s; limit 250 s.",
    /^Lower its threshold, or document/,
  ],
  [
    "rapidly",
    "knn:warning=50,error=80",
    "Largest value 1.55 s; error 80 s.",
    /^Lower its threshold, or document/,
  ],
  [
    "process-hang",
    "guard",
    "Largest value 0.195; threshold 1.",
    /^Its score was as high on healthy rows \(0\.301\), so a lower threshold would raise false alarms\. Use another signal/,
  ],
] as const)(
  "%s: %s missed the incident, and how near it came is told without a folder, too: %s",
  async ([name, spec, told, advice]) => {
    const scenario = findScenario(name);
    const { verdict, trace } = await played({ scenario, gates: gates(scenario, [spec]) });

    const [detector] = concluded(verdict, trace).detectors;

    expect(detector?.reasons?.join(" ")).toContain(told);
    expect(detector?.remedies?.[0]).toMatch(advice);
  },
);

test.for([
  ["cusum", [["threshold", 9.66]]],
  ["cusum:threshold=7", [["threshold", 7]]],
  ["guard", [["threshold", 1]]],
  [
    "conformal",
    [
      ["warning", 1.15],
      ["error", 1.3],
    ],
  ],
  ["lof", [["limit", 18]]],
] as const)("the score of %s is kept with the thresholds %j, given or chosen", async ([spec, expected]) => {
  const { trace } = await played({ gates: gates(rapidly, [spec]) });

  const thresholds = trace.detectors.flatMap(({ scores }) => scores?.thresholds ?? []);
  expect(thresholds.map(({ name, value }) => [name, Number(value.toPrecision(3))])).toEqual(expected);
});
