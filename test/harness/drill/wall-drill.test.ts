import { join } from "node:path";
import { expect, test } from "vitest";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { roundToMicros } from "../../../domain/time/clock.ts";
import type { DrillEvent, DrillResult, DrillSettings } from "../../../harness/drill/drill.ts";
import { drill } from "../../../harness/drill/drill.ts";
import { readLabelledLog } from "../../../log/files/read.ts";
import { concluded } from "../../../report/conclusion.ts";
import { filesIn, testFolder } from "../folder.ts";
import { processes, serversOf } from "../world/children.ts";
import { gates } from "./judged.ts";

/** Takes less than a second on scaled:10. A fault of half a second is far above what a busy machine adds. */
const short: ResponseScenario = {
  source: "response",
  name: "short",
  summary: "A small attack.",
  modes: { normal: { kind: "normal", delayMs: 10 }, attack: { kind: "attack", delayMs: 500 } },
  pacing: { kind: "closed", waitMs: 20 },
  phases: [
    { mode: "normal", requests: 30 },
    { mode: "attack", requests: 10 },
  ],
  expect: [{ detector: "threshold", options: { limit: 0.4 }, severity: "error", within: 10 }],
};

function played(
  change: Partial<DrillSettings>,
  onEvent: (event: DrillEvent) => void = () => undefined,
): Promise<DrillResult> {
  const scenario = change.scenario ?? short;
  return drill({
    scenario,
    seed: 1,
    clock: { kind: "scaled", factor: 10 },
    gates: gates(scenario),
    logFormat: "csv",
    signal: new AbortController().signal,
    onEvent,
    ...change,
  });
}

/** On a busy machine a drill may have no result for detectors. A result must be right. */
const trusted = [undefined, "MACHINE_TOO_BUSY"];

test.for(["csv", "ndjson", "original"] as const)(
  "on a wall clock the detector follows the file (%s), and the hops of a detection add up to the delay exactly",
  async (logFormat) => {
    const { verdict, trace, folder = "" } = await played({ outDir: testFolder(), logFormat });

    expect(verdict).toMatchObject({ clock: "scaled:10", observations: 40 });
    expect(trusted).toContain(verdict.error?.code);
    expect(verdict.lag?.limitMs).toBeGreaterThan(0);
    for (const { incidents, hops } of verdict.detectors) {
      const [incident] = incidents;
      expect(hops?.map(({ incident: id }) => id)).toEqual(["attack-1"]);
      expect(hops?.[0]?.hops.map(({ name }) => name)).toEqual([
        "finished",
        "evidence",
        "written",
        "read",
        "received",
      ]);
      const sumMs = hops?.[0]?.hops.reduce((sum, { ms }) => sum + ms, 0) ?? 0;
      expect(roundToMicros(sumMs)).toBe(incident?.delayMs);
    }
    expect(JSON.parse(filesIn(folder)["verdict.json"] ?? "")).toEqual(concluded(verdict, trace));
    expect(filesIn(folder)["alerts.ndjson"]).toContain('"state":"firing"');
  },
);

test("the server has a process of its own, which ends with the drill", async () => {
  const during: number[] = [];

  await played({}, ({ kind }) => {
    if (kind === "started") during.push(...serversOf(process.pid));
  });

  expect(during).toHaveLength(1);
  expect(processes().filter(({ pid }) => during.includes(pid))).toEqual([]);
});

test("Ctrl-C during a drill ends the server too, and every row so far is in the file", async () => {
  const interrupt = new AbortController();
  const outDir = testFolder();
  const seen: string[] = [];
  const during: number[] = [];

  const playing = played({ outDir, signal: interrupt.signal }, (event) => {
    if (event.kind === "started") {
      during.push(...serversOf(process.pid));
      seen.push(event.folder ?? "");
    }
    if (event.kind === "row" && event.observation.index === 20) interrupt.abort();
  });

  await expect(playing).rejects.toMatchObject({ code: "INTERRUPTED" });
  expect(during).toHaveLength(1);
  expect(processes().filter(({ pid }) => during.includes(pid))).toEqual([]);
  const { rows, skipped } = readLabelledLog(join(seen[0] ?? "", "labelled.csv"));
  let count = 0;
  for await (const { observation } of rows) count = Math.max(count, observation.index + 1);
  expect({ count, skipped: skipped().skipped }).toEqual({ count: 21, skipped: 0 });
  expect(Object.keys(filesIn(seen[0] ?? ""))).not.toContain("verdict.json");
});

test("a server that dies during a drill gives rows with errors and no result for any detector", async () => {
  const {
    verdict,
    trace,
    folder = "",
  } = await played({ outDir: testFolder() }, (event) => {
    if (event.kind !== "row" || event.observation.index !== 20) return;
    for (const pid of serversOf(process.pid)) process.kill(pid, "SIGKILL");
  });

  expect(verdict).toMatchObject({ passed: false, error: { code: "TARGET_LOST" }, detectors: [] });
  const files = filesIn(folder);
  expect(files["observed.csv"]).toMatch(/,failed,.*,ECONNREFUSED$/m);
  expect(JSON.parse(files["verdict.json"] ?? "")).toEqual(concluded(verdict, trace));
});

test("a mode forced over HTTP in a healthy phase is labelled and judged as an incident of its own", async () => {
  const calm: ResponseScenario = { ...short, phases: [{ mode: "normal", requests: 150 }] };
  let server = "";
  let forced = 0;
  const orders: Promise<Response>[] = [];
  const put = (mode: string): void => {
    const body = JSON.stringify({ mode });
    orders.push(fetch(`${server}/__firedrill/mode`, { method: "PUT", body }));
  };

  const { verdict, folder = "" } = await played({ scenario: calm, outDir: testFolder() }, (event) => {
    if (event.kind === "started") server = event.serverUrl;
    if (event.kind !== "row") return;
    const { index, outcome } = event.observation;
    if (index === 50) put("attack");
    if (outcome.kind !== "completed" || outcome.responseMs < 500) return;
    forced += 1;
    if (forced === 5) put("normal");
  });

  expect((await Promise.all(orders)).map(({ status }) => status)).toEqual([200, 200]);
  expect(trusted).toContain(verdict.error?.code);
  const files = filesIn(folder);
  expect(files["labelled.csv"]).toMatch(/,attack,forced-1$/m);
  expect(JSON.parse(files["incidents.json"] ?? "")).toMatchObject([{ id: "forced-1", kind: "attack" }]);
  for (const { incidents } of verdict.detectors)
    expect(incidents).toMatchObject([
      { id: "forced-1", kind: "attack", outcome: "detected", delayAffected: 1 },
    ]);
});
