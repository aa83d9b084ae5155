import { spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { openObservedLog } from "../../log/files/writer.ts";
import { rapidly } from "../../scenarios/response/rapidly.ts";
import { testFolder } from "../harness/folder.ts";
import { until } from "../harness/world/children.ts";
import type { RunningProgram } from "./firedrill.ts";
import { firedrill, programWords, startFiredrill } from "./firedrill.ts";

const fast = ["--clock", "scaled:4"] as const;

/** The fault of half a second exceeds the noise of a busy machine, even four times faster. */
function scenarioFile(folder: string, phases: ResponseScenario["phases"]): string {
  const path = join(folder, "short.json");
  const { modes, source } = rapidly;
  const pacing = { kind: "closed", waitMs: 20 };
  writeFileSync(
    path,
    JSON.stringify({ source, name: "short", summary: "Short.", modes, pacing, phases, expect: [] }),
  );
  return path;
}

const attacked = [
  { mode: "normal", requests: 40 },
  { mode: "attack", requests: 10 },
] as const;

async function serving(
  ...args: readonly string[]
): Promise<{ readonly server: RunningProgram; readonly url: string }> {
  const server = startFiredrill(["serve", "--port", "0", ...args]);
  await until(() => /^Listening on .*\n/.test(server.output()));
  return { server, url: /http:\S+/.exec(server.output())?.[0] ?? "" };
}

async function watching(log: string, ...args: readonly string[]): Promise<RunningProgram> {
  const watch = startFiredrill(["watch", log, "--detector", "threshold:limit=0.4", ...args]);
  await until(() => watch.output().includes("Following"));
  return watch;
}

function playOf(scenario: string, url: string, log: string, ...more: readonly string[]): readonly string[] {
  return ["play", scenario, "--target", url, "--log", log, ...fast, ...more];
}

function lines(path: string): readonly string[] {
  return readFileSync(path, "utf8").trimEnd().split("\n");
}

test.for([
  ["original", /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3},INFO,Response_time:\d+\.\d+$/],
  ["csv", /^\d+,\d{4}-.*,completed,\d+\.\d+,200,$/],
] as const)(
  "server, client and watch in three terminals work together through a log in %s",
  async ([format, line]) => {
    const folder = testFolder();
    const log = join(folder, "log", "server_response.csv");
    const [{ server, url }, watch] = await Promise.all([serving(...fast), watching(log)]);

    const played = await firedrill(playOf(scenarioFile(folder, attacked), url, log, "--log-format", format));
    await until(() => /ERROR +threshold +observation \d+/.test(watch.output()));
    watch.kill("SIGTERM");
    server.kill("SIGINT");

    expect(played).toEqual({ code: 0, stderr: "", stdout: `50 requests to ${url}; the log is ${log}\n` });
    expect(
      lines(log)
        .slice(format === "csv" ? 1 : 0)
        .filter((one) => line.test(one)),
    ).toHaveLength(50);
    expect(await watch.finished).toMatchObject({ code: 0 });
    expect(watch.output()).toContain("50 rows read, 0 lines skipped.");
    expect(await server.finished).toMatchObject({ code: 130 });
  },
);

test("a mode forced during healthy traffic is labelled, watched and scored as an incident", async () => {
  const folder = testFolder();
  const [log, labels, alerts] = ["observed.csv", "labelled.csv", "alerts.ndjson"].map((name) =>
    join(folder, name),
  );
  const [{ url }, watch] = await Promise.all([serving(...fast), watching(log ?? "", "--report", "json")]);
  const calm = scenarioFile(folder, [{ mode: "normal", requests: 250 }]);

  const play = startFiredrill(playOf(calm, url, log ?? "", "--labels", labels ?? ""));
  await until(() => existsSync(labels ?? "") && lines(labels ?? "").length > 20);
  await fetch(`${url}/__firedrill/mode`, { method: "PUT", body: '{"mode":"attack"}' });
  await until(() => lines(labels ?? "").filter((line) => line.endsWith(",attack,forced-1")).length >= 5);
  await fetch(`${url}/__firedrill/mode`, { method: "DELETE" });
  await play.finished;
  await until(() => /"state":"resolved"/.test(watch.output()));
  watch.kill("SIGTERM");
  writeFileSync(alerts ?? "", (await watch.finished).stdout);
  const score = await firedrill(["score", labels ?? "", alerts ?? "", "--within", "5", "--report", "json"]);

  const verdict: unknown = JSON.parse(score.stdout);
  expect(verdict).toMatchObject({
    clock: "recorded",
    observations: 250,
    detectors: [{ name: "threshold", incidents: [{ id: "forced-1", kind: "attack", outcome: "detected" }] }],
  });
});

describe("serve", () => {
  test("on a used port exits with 3 and names the port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await until(() => other.listening);
    const address = other.address();
    const port = typeof address === "object" ? String(address?.port) : "";

    const { code, stdout, stderr } = await firedrill(["serve", "--port", port]);
    other.close();

    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is already in use.`);
  });
});

test("serve refuses an order of a foreign page, and takes it from one that --allow-origin names", async () => {
  const { url } = await serving(
    "--allow-origin",
    "https://dashboard.example/",
    "--allow-origin",
    "http://mock:8888",
  );
  const statusFrom = async (origin: string): Promise<number> =>
    (await fetch(`${url}/__firedrill/mode?mode=attack`, { method: "PUT", headers: { origin } })).status;

  expect(await statusFrom("https://evil.example")).toBe(403);
  expect(await statusFrom("https://dashboard.example")).toBe(200);
  expect(await statusFrom("http://mock:8888")).toBe(200);
});

test.for([
  "dashboard.example",
  "*",
  "null",
  "https://dashboard.example/path",
  "https://me@dashboard.example",
  "file:///x",
])("serve --allow-origin %s is a usage error", async (origin) => {
  const { code, stderr } = await firedrill(["serve", "--port", "0", "--allow-origin", origin]);

  expect(code).toBe(2);
  expect(stderr).toContain(
    `Invalid --allow-origin "${origin}": expected a scheme, a host and perhaps a port.`,
  );
});

describe("play", () => {
  test("to an unreachable target writes rows with the error and exits with 3", async () => {
    const folder = testFolder();
    const log = join(folder, "log.csv");
    const { server, url } = await serving();
    server.kill("SIGKILL");
    await server.finished;

    const { code, stderr } = await firedrill(playOf(scenarioFile(folder, attacked), url, log));

    expect(code).toBe(3);
    expect(stderr).toContain(`The last 10 requests to ${url} failed with ECONNREFUSED: the target is lost.`);
    expect(
      lines(log).filter((line) => line.includes(",failed,") && line.endsWith(",,ECONNREFUSED")),
    ).toHaveLength(10);
  });

  test("to a target that dies midway keeps the rows, writes the failures and exits with 3", async () => {
    const folder = testFolder();
    const log = join(folder, "log.csv");
    const { server, url } = await serving(...fast);
    const calm = scenarioFile(folder, [{ mode: "normal", requests: 100_000 }]);

    const play = startFiredrill(playOf(calm, url, log));
    await until(() => existsSync(log) && lines(log).length > 20);
    server.kill("SIGKILL");
    const { code, stderr } = await play.finished;

    expect(code).toBe(3);
    expect(stderr).toContain("the target is lost");
    expect(lines(log).filter((line) => line.includes(",completed,")).length).toBeGreaterThanOrEqual(20);
    expect(
      lines(log)
        .slice(-10)
        .every((line) => line.includes(",failed,")),
    ).toBe(true);
  });

  test("to another host is rejected unless allowed, and writes nothing", async () => {
    const log = join(testFolder(), "log", "log.csv");

    const { code, stderr } = await firedrill([
      "play",
      "rapidly",
      "--target",
      "http://192.0.2.1:80",
      "--log",
      log,
    ]);

    expect(code).toBe(2);
    expect(stderr).toContain("--allow-host 192.0.2.1");
    expect(existsSync(join(log, ".."))).toBe(false);
  });

  test("into a log that cannot be created exits with 3 and says why", async () => {
    const file = join(testFolder(), "file");
    writeFileSync(file, "");

    const { code, stderr } = await firedrill(["play", "rapidly", "--log", join(file, "log.csv")]);

    expect(code).toBe(3);
    expect(stderr).toContain("a part of the path is a file, not a folder (ENOTDIR)");
  });
});

/** Writes a log in CSV with the first rows of `rapidly`. @returns its first row */
function logWith(path: string, rows: number): { readonly healthyLine: string } {
  const log = { path, source: "response", format: "csv", bufferBytes: 0, utcOffsetMs: () => 0 } as const;
  const file = openObservedLog(log);
  for (const { observation } of simulate(rapidly, 1)) if (observation.index < rows) file.write(observation);
  file.close();
  return { healthyLine: lines(path)[1] ?? "" };
}

test("watch exits with 0 when its reader closes the pipe (| head)", async () => {
  const log = join(testFolder(), "observed.csv");
  const { healthyLine } = logWith(log, 101);
  const words = [...programWords, "watch", log, "--detector", "threshold", "--from", "start"].join("' '");
  const command = `('${words}'; echo "exit $?" >&2) | (head -1; exec 0<&-; echo closed >&2)`;
  const piped = spawn("bash", ["-c", command], { detached: true });
  onTestFinished(() => {
    if (piped.exitCode === null && piped.pid !== undefined) process.kill(-piped.pid, "SIGKILL");
  });
  let output = "";
  piped.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));

  await until(() => output.includes("Following") && output.includes("closed"));
  appendFileSync(log, `${healthyLine}\n`);

  await until(() => /exit \d+/.test(output));
  expect(output).toContain("exit 0");
});

test("watch skips and counts invalid rows, says why, and goes on", async () => {
  const log = join(testFolder(), "observed.csv");
  const { healthyLine: good } = logWith(log, 120);
  const spoilt = (seconds: string): string => good.replace(/completed,[^,]*,/, `completed,${seconds},`);
  const garbage = [
    spoilt("NaN"),
    spoilt("-1"),
    spoilt("1e400"),
    spoilt(""),
    "",
    "\u0000\u001B[2J",
    "x".repeat(1_000_000),
  ];
  appendFileSync(log, `${garbage.join("\n")}\n${good.slice(0, 20)}`);

  const watch = await watching(log, "--from", "start");
  appendFileSync(log, "half a line\n");
  await until(() => watch.output().includes("Skipped a line"));
  watch.kill("SIGTERM");

  const { code, stdout, stderr } = await watch.finished;
  expect(code).toBe(0);
  expect(stdout).toMatch(/ERROR +threshold +observation 100 /);
  expect(stderr).toMatch(/120 rows read, 8 lines skipped\.\n$/);
  expect(stderr).not.toContain("\u001B");
});
