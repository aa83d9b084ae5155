import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";

import { loginFailures } from "../../domain/login/observation.ts";
import { pastOf } from "../../domain/login/plan.ts";
import type { Observation } from "../../domain/sources.ts";
import { simulateLogins } from "../../harness/login/simulate.ts";
import { loadDetectorModule } from "../../harness/session/module.ts";
import { readObservedLog } from "../../log/files/read.ts";
import { loginBruteforce } from "../../scenarios/login/login-bruteforce.ts";
import { contractClauses, loginTraffic, testDetectorContract } from "../detector/contract.ts";
import { codeBlocks, commandsOf, promisedExit, readersClone, typed } from "./reader.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(join(root, "docs/writing-a-detector.md"), "utf8");

/** The page's code by the path in its first line. */
const files = [...page.matchAll(/^```ts\n\/\/ (\S+)\n.*?^```$/gms)].map(([block, path = ""]) => ({
  path,
  code: block.replace(/^```ts\n/, "").replace(/```$/, ""),
}));

/** A house that holds what the page says, and through links everything that a reader already has. */
const house = mkdtempSync(join(tmpdir(), "firedrill-reader-"));
afterAll(() => rmSync(house, { recursive: true }));

for (const { path, code } of files) {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), code);
}
const linked = ["domain", "scenarios", "mock-server", "mock-client", "log", "score", "report", "harness"];
const detectorParts = readdirSync(join(root, "detector")).map((name) => `detector/${name}`);
const contractParts = ["contract", "run", "traffic", "access-traffic", "audit-traffic", "login-traffic"];
for (const known of [
  "node_modules",
  "package.json",
  ...linked,
  ...detectorParts,
  ...contractParts.map((name) => `test/detector/${name}.ts`),
])
  symlinkSync(join(root, known), join(house, known));

/** A clone with the reader's files beside what is there. */
const clone = readersClone();
const mine = "mine/five-users.ts";
mkdirSync(join(clone, "mine"));
writeFileSync(join(clone, mine), files.find(({ path }) => path === mine)?.code ?? "");
writeFileSync(join(clone, "quiet.yaml"), codeBlocks(page, "yaml")[0] ?? "");

// Registers the reader's own tests, the contract among them, in this file.
await import(pathToFileURL(join(house, "test/detector/slow-share.test.ts")).href);

testDetectorContract(await loadDetectorModule(join(clone, mine)), { traffic: loginTraffic });

test("the page holds a detector and its test, and a detector of logins", () => {
  expect(files.map(({ path }) => path)).toEqual([
    "detector/slow-share.ts",
    "test/detector/slow-share.test.ts",
    mine,
  ]);
});

test("the page's code is formatted as the house's is", () => {
  const prettier = join(root, "node_modules/.bin/prettier");
  const paths = files.map(({ path }) => join(house, path));

  const check = () =>
    execFileSync(prettier, ["--config", join(root, ".prettierrc.json"), "--check", ...paths], {
      stdio: "pipe",
    });

  expect(check).not.toThrow();
});

/** What the compiler says about some files of a folder. */
function typesIn(folder: string, include: readonly string[]): () => void {
  const config = join(folder, "types.json");
  writeFileSync(config, JSON.stringify({ extends: join(root, "tsconfig.json"), include, exclude: [] }));
  return () => execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", config], { stdio: "pipe" });
}

test("the page's code has the types it says", () => {
  const ofTheList = files.map(({ path }) => path).filter((path) => path !== mine);

  expect(typesIn(house, [...ofTheList, "mock-client/*.d.ts"])).not.toThrow();
  expect(typesIn(clone, [mine, "mock-client/*.d.ts"])).not.toThrow();
});

test("the page's table names every clause of the contract", () => {
  const rows = [...page.matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm)].map(([, clause = ""]) => clause.trim());

  expect(rows).toEqual(expect.arrayContaining(contractClauses.map(({ name }) => name)));
});

test.for(commandsOf(page))("%s does what the page says", async (command) => {
  const { code, stdout } = await typed(command, clone);

  expect(code).toBe(promisedExit(command));
  expect(stdout).not.toBe("");
});

test("quiet.yaml is the past of login-bruteforce", async () => {
  const past = pastOf(loginBruteforce);
  const expected =
    past === undefined ? [] : [...simulateLogins(past, 1)].map(({ observation }) => observation);
  await typed("npm run firedrill -- simulate quiet.yaml --seed 1 --out again", clone);

  const log = readObservedLog(join(clone, "again/observed.csv"), { utcOffsetMs: () => 0 });
  const rows: Observation[] = [];
  for await (const row of log.rows) rows.push(row);

  expect(rows.length).toBeGreaterThan(1000);
  expect(rows).toEqual(expected);
});

test("the page names every field of a row of logins, and every reason", () => {
  const [row] = simulateLogins(loginBruteforce, 1);
  const fields = Object.keys(row?.observation ?? {}).map((field) => field.replace("outcome", "outcome.kind"));

  const named = [...page.matchAll(/^\| `([a-zA-Z.]+)` +\|/gm)].map(([, field = ""]) => field);

  expect(named).toEqual([...fields, "outcome.reason"]);
  expect(loginFailures.filter((reason) => !page.includes(`\`${reason}\``))).toEqual([]);
});
