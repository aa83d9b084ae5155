import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { testFolder } from "../harness/folder.ts";
import { until } from "../harness/world/children.ts";
import type { RunningProgram } from "./firedrill.ts";
import { firedrill, startFiredrill } from "./firedrill.ts";

const breakIn: LoginScenario = {
  source: "login",
  name: "break-in",
  summary: "An hour with a bruteforce attack.",
  startsAt: "2018-11-05T10:00:00Z",
  hours: 1,
  users: 40,
  traffic: [{ kind: "bruteforce", onset: { kind: "at", hour: 0.5 }, addresses: "one", users: 15 }],
  expect: [],
};
const fast = ["--clock", "scaled:600"] as const;

function scenarioFile(folder: string): string {
  const path = join(folder, "break-in.json");
  writeFileSync(path, JSON.stringify(breakIn));
  return path;
}

async function serving(
  ...args: readonly string[]
): Promise<{ readonly server: RunningProgram; readonly url: string }> {
  const server = startFiredrill(["serve", "--port", "0", ...args]);
  await until(() => /^Listening on .*\n/.test(server.output()));
  return { server, url: /http:\S+/.exec(server.output())?.[0] ?? "" };
}

function rows(path: string): readonly (readonly string[])[] {
  const [, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line) => line.split(","));
}

test("the server writes the login log and the truth that the client sent", async () => {
  const folder = testFolder();
  const scenario = scenarioFile(folder);
  const [log, labels] = [join(folder, "log", "auth.csv"), join(folder, "log", "labelled.csv")];
  const { server, url } = await serving(scenario, "--log", log, "--labels", labels, ...fast);

  const played = await firedrill(["play", scenario, "--target", url, ...fast]);
  server.kill("SIGTERM");

  const expected = [...simulate(breakIn, 1)];
  const letIn = expected.filter(({ observation }) => observation.outcome.kind === "success").length;
  expect(await server.finished).toMatchObject({ code: 0 });
  expect(played.code).toBe(0);
  expect(played.stdout).toBe(
    `${expected.length} login attempts at ${url}: ${letIn} succeeded, ${expected.length - letIn} refused\n`,
  );
  expect(rows(labels).filter((cells) => cells.at(-1) === "bruteforce-1")).toHaveLength(
    expected.filter(({ truth }) => truth.incident !== undefined).length,
  );
  expect(rows(labels).map((cells) => cells.slice(0, -2))).toEqual(rows(log));
});

test("play without a login page exits with 3 and says what to serve", async () => {
  const folder = testFolder();
  const { server, url } = await serving(...fast);

  const { code, stdout, stderr } = await firedrill(["play", scenarioFile(folder), "--target", url, ...fast]);
  server.kill("SIGTERM");

  expect(code).toBe(3);
  expect(stdout).toContain("0 succeeded, 0 refused");
  expect(stderr).toContain(`No login page at ${url}: `);
  expect(stderr).toContain("attempts were answered with neither 200 nor 401.");
  expect(stderr).toContain("Start it with firedrill serve break-in.");
});

test.for([
  [
    "play login-bruteforce --log x.csv",
    "The client cannot write --log or --labels for scenario login-bruteforce",
  ],
  ["serve rapidly --log x.csv", "The server cannot write --log or --labels here"],
] as const)("%s is rejected: %s", async ([words, message]) => {
  const { code, stderr } = await firedrill(words.split(" "));

  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test("an existing log is not overwritten", async () => {
  const folder = testFolder();
  const log = join(folder, "auth.csv");
  writeFileSync(log, "mine\n");

  const { code, stderr } = await firedrill(["serve", scenarioFile(folder), "--port", "0", "--log", log]);

  expect(code).toBe(2);
  expect(stderr).toContain(`The file ${log} exists already.`);
  expect(readFileSync(log, "utf8")).toBe("mine\n");
});

const header = "datetime,source_ip,username,success,failure_reason";

test("the default detectors of watch read login logs too", async () => {
  const log = join(testFolder(), "auth.csv");
  const knocks = Array.from(
    { length: 12 },
    (_, at) => `2018-11-05 10:00:${10 + at},203.0.113.9,user${at},False,error_wrong_password`,
  );
  writeFileSync(log, `${[header, ...knocks].join("\n")}\n`);
  const watch = startFiredrill(["watch", log, "--from", "start"]);

  await until(() => /ERROR +login-guard +observation \d+ +ip:203\.0\.113\.9/.test(watch.output()));
  watch.kill("SIGTERM");

  expect(await watch.finished).toMatchObject({ code: 0 });
});

test("watch rejects a detector that cannot read the log", async () => {
  const log = join(testFolder(), "auth.csv");
  writeFileSync(log, `${header}\n2018-11-05 10:00:00,203.0.113.9,vkim,True,\n`);

  const { code, stderr } = await firedrill(["watch", log, "--detector", "open-age", "--from", "start"]);

  expect(code).toBe(2);
  expect(stderr).toContain("None of the chosen detectors reads login logs.");
});

test("play creates no log if it cannot create the log with the truth", async () => {
  const folder = testFolder();
  const [log, labels] = [join(folder, "observed.csv"), join(folder, "labelled.csv")];
  writeFileSync(labels, "mine\n");

  const { code, stderr } = await firedrill(["play", "rapidly", "--log", log, "--labels", labels]);

  expect(code).toBe(2);
  expect(stderr).toContain(`The file ${labels} exists already.`);
  expect(existsSync(log)).toBe(false);
});
