import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DetectorStatistics } from "../../../domain/results/statistics.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { amocOf, amocSteps } from "../../../harness/study/amoc.ts";
import { planDrill } from "../../../harness/drill/plan.ts";
import { chooseDetector } from "../../../harness/session/choice.ts";
import type { Kept } from "../../../harness/session/definition.ts";
import { keepingPrograms } from "../../../harness/session/definition.ts";
import { newClockOrigin, realClock } from "../../../harness/clock/clock.ts";
import { commandPool } from "../../../detector/remote/command-pool.ts";
import { observedLines } from "../../../log/sources.ts";
import { rowsOf } from "../traffic.ts";
import { remoteSettings } from "../../../harness/session/remote-definitions.ts";
import { repeatDrills, repeatInFolder } from "../../../harness/study/repeat.ts";
import { containingText, matchingText } from "../../harness/containing.ts";
import { testFolder } from "../../harness/folder.ts";
import { node } from "./command-fixture.ts";
import { processesWith } from "./processes.ts";

/** Answers rows that begin a log. `kept` is what the program never forgets, `judge` alerts on a row. */
function program(judge: string, { begin = "", start = "" } = {}): string {
  return node(`
    let slow = false, logs = 0; ${start}
    const fire = (row) => console.log(JSON.stringify({ at: row.index, key: "slow" }));
    require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
      const row = JSON.parse(line);
      if ("session" in row) { console.log(line); slow = false; logs += 1; ${begin} return; }
      ${judge}
    });`);
}

const honest = "if (row.response_time_s > 0.25 && !slow) { slow = true; fire(row); }";

async function repeated(
  command: string,
  {
    session = "many",
    jobs = 1,
    drills = 6,
    startTimeoutMs = 60_000,
  }: { session?: "one" | "many"; jobs?: number; drills?: number; startTimeoutMs?: number } = {},
): Promise<Kept<readonly DetectorStatistics[]>> {
  const remote = remoteSettings({ feed: "ndjson", session, startTimeoutMs });
  const plan = await planDrill({ scenario: "rapidly", settings: [], detectors: [`cmd:${command}`], remote });
  const seeds = Array.from({ length: drills }, (_, at) => at + 1);
  const { signal } = new AbortController();
  return keepingPrograms(
    plan.gates.map(({ definition }) => definition),
    () => repeatDrills({ ...plan, onset: "drawn", seeds, jobs, signal }),
  );
}

test.for([1, 3])("%i processes judge many logs as one process for each log does", async (jobs) => {
  const command = program(honest);

  const { result: many } = await repeated(command, { jobs });

  const { result: one } = await repeated(command, { session: "one", jobs: 3 });
  expect(many).toMatchObject([{ passed: 6, crashed: 0, kinds: [{ inTime: { successes: 6 } }] }]);
  expect(many).toEqual(one);
});

test.for([
  [1, 2, "one that judges the logs, and one that checks its answers"],
  [2, 2, "which check each other"],
  [3, 3, "one for each job"],
] as const)("with %i jobs the command is started %i times: %s", async ([jobs, times]) => {
  const started = join(testFolder(), "started");
  const note = `require("fs").appendFileSync(${JSON.stringify(started)}, "started\\n");`;

  await repeated(program(honest, { start: note }), { drills: 12, jobs });

  expect(readFileSync(started, "utf8")).toBe("started\n".repeat(times));
});

test("nothing runs on after the study", async () => {
  const marker = `marker-${process.pid}-${Date.now()}`;

  await repeated(`${program(honest)} ${marker}`, { jobs: 2 });

  expect(processesWith(marker)).toBe(0);
});

test.for([
  [
    "keeps what it saw from one log to the next",
    program("if (row.response_time_s > 0.25 && !slow) { slow = true; if (logs === 1) fire(row); }"),
    /in session 1 and in session \d+\. Forget/,
  ],
  [
    "changes slowly",
    program(
      "if (row.response_time_s > 0.25 && !slow) { slow = true; fire({ index: row.index + (logs > 8) }); }",
    ),
    /in session 1 and in session \d+\. Forget/,
  ],
  [
    "answers the first log as before, but not the last one",
    program("if (row.response_time_s > 0.25 && !slow) { slow = true; if (logs < 5 || logs > 9) fire(row); }"),
    /in session 9 and in a fresh process\. Forget/,
  ],
] as const)("a program that %s is found out, and the session named", async ([, command, message]) => {
  const { differs } = await repeated(command);

  expect([...differs.values()]).toMatchObject([{ code: "SESSION_DIFFERS", message: matchingText(message) }]);
});

test("the first log of one process is judged again by the other, which has judged more", async () => {
  const mistaken = program(
    "if (row.response_time_s > 0.25 && !slow) { slow = true; fire({ index: row.index - (logs > 1 && !isKnown(row)) }); }",
    { start: "let first; const isKnown = ({ index }) => (first ??= index) === index;" },
  );
  const wall = realClock(newClockOrigin());
  const lines = observedLines("ndjson", () => 0);
  const feed = { kind: "stdin", lines } as const;
  const pool = commandPool({ command: mistaken, feed, session: "many", startTimeoutMs: 60_000, wall });
  const context = {
    clock: wall,
    clockKind: { kind: "virtual" },
    seed: 1,
    onAlert: () => undefined,
    onError: () => undefined,
  } as const;
  const detectors = [pool.detector(), pool.detector()];

  for (const detector of detectors) await detector.start(context);
  for (const [at, detector] of detectors.entries())
    await detector.observe(rowsOf(at === 0 ? [10, 300] : [10, 10, 300]));
  for (const detector of detectors) await detector.stop(20_000);
  const error = await pool.check();
  await pool.end();
  await wall.close();

  expect(error?.message).toMatch(/in session 3 and in a fresh process\.$/);
});

test("the figures of a program that differs are kept, but do not count", async () => {
  const command = program("if (row.response_time_s > 0.25 && !slow && logs < 7) { slow = true; fire(row); }");
  const remote = remoteSettings({ feed: "ndjson", session: "many", startTimeoutMs: 60_000 });
  const detectors = [`mine=cmd:${command}`, "threshold"];
  const plan = await planDrill({ scenario: "rapidly", settings: [], detectors, remote });

  const { statistics, failed } = await repeatInFolder({
    ...plan,
    clock: { kind: "virtual" },
    logFormat: "csv",
    onset: "drawn",
    seeds: [1, 2, 3],
    signal: new AbortController().signal,
    onDrill: () => undefined,
  });

  expect(failed).toBe(0);
  expect(statistics).toMatchObject([
    { passed: 3, crashed: 0, error: { code: "SESSION_DIFFERS" } },
    { passed: 3, crashed: 0 },
  ]);
  expect(statistics[1]).not.toHaveProperty("error");
});

const aloneWith = async (command: string): Promise<readonly DetectorStatistics[]> => {
  const remote = remoteSettings({ feed: "ndjson", session: "many", startTimeoutMs: 60_000 });
  const plan = await planDrill({ scenario: "rapidly", settings: [], detectors: [`cmd:${command}`], remote });
  return repeatDrills({ ...plan, onset: "fixed", seeds: [1], signal: new AbortController().signal });
};

test.for([
  ["alerts without an answer", node(`console.log("{\\"at\\":0}"); process.stdin.resume();`)],
  ["reads the log to its end and answers nothing", node("process.stdin.resume();")],
] as const)("a program that %s has not begun a log", async ([, command]) => {
  const [statistics] = await aloneWith(command);

  expect(statistics?.error).toMatchObject({
    code: "SESSION_NOT_ANSWERED",
    message: containingText('did not answer the row {"session":'),
  });
});

test("a program that reads on without an answer is stopped after its time to start, and told the way out", async () => {
  const { result } = await repeated(node("process.stdin.resume();"), { startTimeoutMs: 500, drills: 1 });

  expect(result).toMatchObject([
    {
      crashed: 1,
      error: {
        code: "SESSION_NOT_ANSWERED",
        message: matchingText(
          /\{"session":1\}, which begins a log, within 0\.5 s of its start\..*--start-timeout/,
        ),
      },
    },
  ]);
});

test("one drill alone begins with the row, too", async () => {
  const [statistics] = await aloneWith(program(honest));

  expect(statistics).toMatchObject({ passed: 1, crashed: 0 });
});

test.for([
  ["cmd:cat", "csv", "--feed csv"],
  ["cmd:tail -f {log}", "ndjson", "{log}"],
] as const)("%s with %s cannot be fed many logs", async ([detector, feed, named]) => {
  const remote = remoteSettings({ feed, session: "many" });

  const planned = planDrill({ scenario: "rapidly", settings: [], detectors: [detector], remote });

  await expect(planned).rejects.toMatchObject({
    code: "SESSION_NEEDS_NDJSON",
    message: containingText(named),
  });
});

test("the threshold that a command marks is varied for its curve", async () => {
  const limit = "row.response_time_s > {threshold:0.25}";
  const choice = await chooseDetector(
    `cmd:${program(`if (${limit} && !slow) { slow = true; fire(row); }`)}`,
    remoteSettings({ feed: "ndjson", session: "many" }),
  );

  const { curves } = await amocOf({
    scenario: rapidly,
    choice,
    drills: 1,
    firstSeed: 1,
    onset: "drawn",
    signal: new AbortController().signal,
    onSetting: () => undefined,
  });

  const points = curves[0]?.points ?? [];
  expect(points).toHaveLength(amocSteps);
  expect(points.map(({ spec }) => /\{threshold:([\d.]+)\}/.exec(spec)?.[1])).toContain("4");
  expect(points.at(0)).toMatchObject({ falseAlarmsPerThousand: 0 });
  expect(points.at(-1)?.falseAlarmsPerThousand).toBeGreaterThan(0);
});
