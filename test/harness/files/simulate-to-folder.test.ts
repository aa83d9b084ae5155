import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { incidentsOf } from "../../../domain/incident.ts";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import { usersOf } from "../../../domain/login/user-base.ts";
import type { Scenario } from "../../../domain/sources.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { simulateToFolder } from "../../../harness/files/simulate-to-folder.ts";
import { simulateLogins } from "../../../harness/login/simulate.ts";
import { readLabelledLog } from "../../../log/files/read.ts";
import { readUserBase } from "../../../log/login/user-base.ts";
import { rapidly } from "../../../scenarios/response/rapidly.ts";
import { filesIn, testFolder } from "../folder.ts";

const logins: LoginScenario = {
  source: "login",
  name: "night",
  summary: "A night with one attack.",
  hours: 12,
  traffic: [{ kind: "bruteforce", onset: { kind: "at", hour: 3 }, addresses: "one", users: 20 }],
  expect: [],
};

const uninterrupted = new AbortController().signal;

async function inFolder(scenario: Scenario): Promise<string> {
  const outDir = join(testFolder(), "deep");
  await simulateToFolder({ scenario, seed: 7, outDir }, uninterrupted);
  return outDir;
}

async function rowsIn(path: string): Promise<readonly Labelled[]> {
  const rows: Labelled[] = [];
  for await (const row of readLabelledLog(path).rows) rows.push(row);
  return rows;
}

test("the logs of a response scenario are those of its simulation", async () => {
  const folder = await inFolder(rapidly);

  expect(Object.keys(filesIn(folder))).toEqual(["incidents.json", "labelled.csv", "observed.csv"]);
  expect(await rowsIn(join(folder, "labelled.csv"))).toEqual([...simulate(rapidly, 7)]);
});

test("a login scenario also writes its users", async () => {
  const folder = await inFolder(logins);

  expect(await rowsIn(join(folder, "labelled.csv"))).toEqual([...simulateLogins(logins, 7)]);
  expect(readUserBase(join(folder, "user_ips.json"))).toEqual(usersOf(logins, 7));
  expect(filesIn(folder)["user_base.txt"]).toBe(
    usersOf(logins, 7)
      .map(({ name }) => `${name}\n`)
      .join(""),
  );
});

test("the incidents are those of the rows", async () => {
  const incidents = incidentsOf(simulateLogins(logins, 7));

  const { "incidents.json": written = "" } = filesIn(await inFolder(logins));

  expect(incidents).toHaveLength(1);
  expect(JSON.parse(written)).toEqual(incidents);
});

test("the result has the counts", async () => {
  const rows = [...simulateLogins(logins, 7)];

  const simulated = await simulateToFolder(
    { scenario: logins, seed: 7, outDir: testFolder() },
    uninterrupted,
  );

  expect(simulated).toMatchObject({
    rows: rows.length,
    incidents: 1,
    companions: [{ count: 133, one: "user", many: "users" }],
  });
});

test("nothing is written if one of the files exists", async () => {
  const outDir = testFolder();
  writeFileSync(join(outDir, "user_ips.json"), "mine");

  await expect(simulateToFolder({ scenario: logins, seed: 7, outDir }, uninterrupted)).rejects.toMatchObject({
    code: "LOG_EXISTS",
  });
  expect(filesIn(outDir)).toEqual({ "user_ips.json": "mine" });
});

test("an interrupted simulation leaves nothing, under no name", async () => {
  const folder = testFolder();
  const simulated = simulateToFolder(
    { scenario: logins, seed: 7, outDir: join(folder, "night") },
    AbortSignal.abort(),
  );

  await expect(simulated).rejects.toMatchObject({ kind: "interrupt" });
  expect(filesIn(folder)).toEqual({});
});
