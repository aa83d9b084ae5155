import { readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import type { RemoteContext, RemoteDefinition } from "../../../domain/remote-detector.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { roundToMicros } from "../../../domain/time/clock.ts";
import type { DrillEvent, DrillResult, DrillSettings } from "../../../harness/drill/drill.ts";
import { drill } from "../../../harness/drill/drill.ts";
import { planProgram } from "../../../harness/drill/program.ts";
import type { Truth } from "../../../domain/truth.ts";
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

/** Forces modes by hand, over HTTP. */
function forcingHand() {
  const orders: Promise<Response>[] = [];
  let server = "";
  return {
    reach: (url: string): void => {
      server = url;
    },
    force: (mode: string): void => {
      const body = JSON.stringify({ mode });
      orders.push(fetch(`${server}/__firedrill/mode`, { method: "PUT", body }));
    },
    statuses: async () => (await Promise.all(orders)).map(({ status }) => status),
  };
}

test("a mode forced over HTTP in a healthy phase is labelled and judged as an incident of its own", async () => {
  const calm: ResponseScenario = { ...short, phases: [{ mode: "normal", requests: 150 }] };
  const hand = forcingHand();
  let forced = 0;

  const { verdict, folder = "" } = await played({ scenario: calm, outDir: testFolder() }, (event) => {
    if (event.kind === "started") hand.reach(event.serverUrl);
    if (event.kind !== "row" || event.observation.kind !== "response") return;
    const { index, outcome } = event.observation;
    if (index === 50) hand.force("attack");
    if (outcome.kind !== "completed" || outcome.responseMs < 500) return;
    forced += 1;
    if (forced === 5) hand.force("normal");
  });

  expect(await hand.statuses()).toEqual([200, 200]);
  expect(trusted).toContain(verdict.error?.code);
  const files = filesIn(folder);
  expect(files["labelled.csv"]).toMatch(/,attack,forced-1$/m);
  expect(JSON.parse(files["incidents.json"] ?? "")).toMatchObject([{ id: "forced-1", kind: "attack" }]);
  for (const { incidents } of verdict.detectors)
    expect(incidents).toMatchObject([
      { id: "forced-1", kind: "attack", outcome: "detected", delayAffected: 1 },
    ]);
});

test.for([
  ["hang", "is never answered"],
  ["attack", "is answered too late"],
] as const)(
  "a request on which a %s is forced, and that %s, is labelled with it, whatever was planned",
  async ([forced]) => {
    const calm: ResponseScenario = {
      ...short,
      pacing: { kind: "constant", ratePerSecond: 50 },
      timeoutMs: 400,
      openAfterMs: 200,
      phases: [
        { mode: "normal", requests: 60 },
        { mode: "attack", requests: 30, incident: false },
        { mode: "normal", requests: 110 },
      ],
    };
    const hand = forcingHand();
    let unanswered = 0;
    const settings = { scenario: calm, clock: { kind: "real" }, byHand: true, outDir: testFolder() } as const;

    const { folder = "" } = await played(settings, (event) => {
      if (event.kind === "started") hand.reach(event.serverUrl);
      if (event.kind !== "row" || event.observation.kind !== "response") return;
      if (event.observation.index === 50) hand.force(forced);
      if (event.observation.outcome.kind !== "failed") return;
      unanswered += 1;
      if (unanswered === 20) hand.force("normal");
    });

    expect(await hand.statuses()).toEqual([200, 200]);
    const failed: { readonly sentAtMs: number; readonly truth: Truth }[] = [];
    for await (const { observation, truth } of readLabelledLog(join(folder, "labelled.csv")).rows) {
      if (observation.kind !== "response" || observation.outcome.kind === "completed") continue;
      failed.push({ sentAtMs: observation.sentAtMs, truth });
    }
    const labelled = failed.filter(({ truth }) => truth.incident !== undefined);
    expect(labelled.length).toBeGreaterThanOrEqual(40);
    // A busy machine may let requests fail before and after, and those have another truth.
    const [first = 0, last = 0] = [labelled.at(0)?.sentAtMs, labelled.at(-1)?.sentAtMs];
    const during = failed.filter(({ sentAtMs }) => sentAtMs >= first && sentAtMs <= last);
    expect(during.map(({ truth }) => truth)).toEqual(
      during.map(() => ({ mode: forced, incident: "forced-1" })),
    );
  },
);

test.for([{ kind: "virtual" }, { kind: "scaled", factor: 10 }] as const)(
  "while a drill on the clock %j runs, the labels stand apart from the log, in a folder that only this user can read",
  async (clock) => {
    let folder = "";
    const during: string[] = [];
    const apart: string[] = [];

    await played({ clock, outDir: testFolder() }, (event) => {
      if (event.kind === "started") folder = event.folder ?? "";
      if (event.kind !== "row" || event.observation.index !== 35) return;
      during.push(...readdirSync(folder).toSorted());
      apart.push(...apartFrom(folder));
    });

    expect(during).toEqual(["alerts.ndjson", "observed.csv"]);
    expect(apart).toHaveLength(1);
    expect(apartFrom(folder)).toEqual([]);
    expect(Object.keys(filesIn(folder))).toEqual([
      "alerts.ndjson",
      "incidents.json",
      "labelled.csv",
      "observed.csv",
      "report.html",
      "verdict.json",
    ]);
    expect(filesIn(folder)["labelled.csv"]?.split("\n")).toHaveLength(42);
  },
);

/** Temporary folders with the labels of a run; each belongs to this user alone. */
function apartFrom(folder: string): readonly string[] {
  const found = readdirSync(tmpdir()).filter((name) =>
    name.startsWith(`firedrill-labels-${basename(folder)}-`),
  );
  return found.filter((name) => (statSync(join(tmpdir(), name)).mode & 0o777) === 0o700);
}

test("a program that looks for labels beside its log finds none", async () => {
  const command = 'until [ -e "$(dirname {log})/labelled.csv" ]; do sleep 0.02; done; echo ERROR; sleep 1000';
  const { scenario, gates: chosen } = await planProgram(short, { detectors: [`cmd:${command}`] });
  const alerts: DrillEvent[] = [];

  const { verdict } = await played({ scenario, gates: chosen, outDir: testFolder() }, (event) => {
    if (event.kind === "alert") alerts.push(event);
  });

  expect(trusted).toContain(verdict.error?.code);
  expect(alerts).toEqual([]);
});

/** The path, the status of the answer, and the mode that it tells. */
async function ask(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<readonly [string, number, string]> {
  const answer = await fetch(url, { headers });
  return [new URL(url).pathname, answer.status, answer.headers.get("x-firedrill-mode") ?? "no mode"];
}

test("only the client of a drill learns the truth from the server, and its token is in no file", async () => {
  const asked: Promise<readonly [string, number, string]>[] = [];
  let token = "";

  const { verdict, folder = "" } = await played({ outDir: testFolder() }, (event) => {
    if (event.kind !== "started") return;
    token = event.token ?? "";
    for (const path of ["/?param=normal", "/__firedrill/requests", "/__firedrill/state"])
      asked.push(
        ask(event.serverUrl + path, {}),
        ask(event.serverUrl + path, { "x-firedrill-token": token }),
      );
  });

  expect(token).toMatch(/^[0-9a-f]{32}$/);
  expect(await Promise.all(asked)).toEqual([
    ["/", 200, "no mode"],
    ["/", 200, "normal"],
    ["/__firedrill/requests", 403, "no mode"],
    ["/__firedrill/requests", 200, "no mode"],
    ["/__firedrill/state", 403, "no mode"],
    ["/__firedrill/state", 200, "no mode"],
  ]);
  expect(trusted).toContain(verdict.error?.code);
  expect(Object.values(filesIn(folder)).join("")).not.toContain(token);
});

test("a stranger on the virtual clock is refused and changes nothing", async () => {
  const asked: Promise<Response>[] = [];
  const clock = { kind: "virtual" } as const;

  const alone = await played({ clock, outDir: testFolder() });
  const disturbed = await played({ clock, outDir: testFolder() }, (event) => {
    if (event.kind === "started") asked.push(fetch(`${event.serverUrl}/?param=normal`));
  });

  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([403]);
  expect(filesIn(disturbed.folder ?? "")).toEqual(filesIn(alone.folder ?? ""));
});

/** Raises an alert fifteen seconds of the drill after the first slow answer, if the drill still hears it. */
const slowProgram: RemoteDefinition = {
  name: "slow-program",
  summary: "Takes its time.",
  reads: ["response"],
  options: {},
  windowSize: 10,
  isRepeatable: false,
  connect: () => {
    const stopped = new AbortController();
    let context: RemoteContext | undefined;
    const alertLater = async (atMs: number): Promise<void> => {
      await context?.clock.sleepUntilMs(atMs, stopped.signal).catch(() => undefined);
      if (!stopped.signal.aborted) context?.onAlert({ severity: "error", state: "firing" });
    };
    return {
      name: "slow-program",
      windowSize: 10,
      start: async (given) => {
        context = given;
      },
      observe: async (rows) => {
        const first = rows.find(({ index }) => index === 30);
        if (first !== undefined) void alertLater(first.atMs + 15_000);
      },
      stop: async () => stopped.abort(),
    };
  },
};

test.for([
  ["40s", ["progress", "alert"]],
  [10, []],
] as const)(
  "a program has until its deadline of %s although the traffic ends before",
  async ([within, heard]) => {
    const line = { within, outcome: "detected", falseAlarmsAtMost: 0 } as const;
    const gate = {
      detector: "slow-program",
      options: {},
      severity: "error",
      windowSize: 10,
      lines: [line],
    } as const;
    const events: string[] = [];

    const { verdict } = await played({ gates: [{ definition: slowProgram, gate }] }, ({ kind }) =>
      events.push(kind),
    );

    expect(events.filter((kind) => kind === "progress" || kind === "alert")).toEqual(heard);
    expect(trusted).toContain(verdict.error?.code);
    for (const { incidents } of verdict.detectors)
      expect(incidents).toMatchObject([{ outcome: heard.length === 0 ? "missed" : "detected" }]);
  },
);
