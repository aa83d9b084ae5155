import { join } from "node:path";
import { expect, test } from "vitest";
import { publishedMonth } from "../../golden/login-original.ts";
import { filesIn, testFolder } from "../../harness/folder.ts";
import { sumsOf } from "../../harness/login/original/published.ts";
import { firedrill } from "../../program/firedrill.ts";
import { runMain } from "../run-main.ts";

test("the options of the original's month write the published files", async () => {
  const out = join(testFolder(), "month");
  const words = "simulate login --compat original --seed 0 --days 30 --start 2018-11-01 --make-users --out";

  const { code, stdout, stderr } = await firedrill([...words.split(" "), out]);

  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(`\
12,836 attempts, 72 attacks, 133 users
Written:
  ${join(out, "log.csv")}
  ${join(out, "attacks.csv")}
  ${join(out, "user_base.txt")}
  ${join(out, "user_ips.json")}
`);
  expect(sumsOf(out)).toEqual(publishedMonth);
});

test("--vary-ips writes a labelled log by which detectors can be scored", async () => {
  const out = testFolder();
  const words = ["simulate", "login", "--compat", "original", "--seed", "0", "--vary-ips", "--out", out];

  const simulated = await firedrill(words);
  const scored = await firedrill(["score", "labelled.csv", "--detector", "login-guard", "--report", "json"], {
    cwd: out,
  });

  expect(simulated.stdout).toContain(`  ${join(out, "labelled.csv")}\n`);
  expect(simulated.stdout).toMatch(/: score labelled\.csv, without --labels\.\n$/);
  expect(scored.stderr).toBe("");
  const outcomes = [...scored.stdout.matchAll(/"outcome": "(\w+)"/g)].map(([, outcome]) => outcome);
  // Two of the 71 attackers tried no name.
  expect(outcomes).toHaveLength(69);
  expect(outcomes.filter((outcome) => outcome === "detected").length / 69).toBeGreaterThanOrEqual(0.95);
});

test("--days and --start set the length and the start of a scenario", async () => {
  const out = testFolder();

  const { code, stdout } = await firedrill([
    "simulate",
    "login",
    "--days",
    "2",
    "--start",
    "2019-02-03",
    "--seed",
    "5",
    "--out",
    out,
  ]);

  const days = (filesIn(out)["observed.csv"] ?? "").match(/2019-02-\d\d/g) ?? [];
  expect([code, [...new Set(days)].slice(0, 2)]).toEqual([0, ["2019-02-03", "2019-02-04"]]);
  expect(stdout).toMatch(/^[\d,]+ attempts, \d+ incidents?, 133 users\nWritten:\n/);
});

test("a response scenario is simulated too", async () => {
  const { code, stdout } = await firedrill(["simulate", "rapidly", "--out", testFolder()]);

  expect([code, stdout.split("\n", 1)]).toEqual([0, ["300 requests, 1 incident"]]);
});

test.for([
  [["--compat", "originel"], 'Invalid --compat "originel": expected original.'],
  [
    ["--compat", "original", "--make-users", "--users", "user_ips.json"],
    "--users and --make-users exclude each other.",
  ],
  [["--compat", "original", "--days", "many"], "Invalid --days many: expected"],
  [["--compat", "original", "--users", "nobody.json"], "There is no user base nobody.json"],
] as const)("simulate login %j ends with exit code 2 and says %j", async ([words, told]) => {
  const finished = await runMain(["simulate", "login", ...words, "--out", join(testFolder(), "none")]);

  expect([finished.code, finished.stdout]).toEqual([2, ""]);
  expect(finished.stderr).toContain(told);
});

const compat = ["--compat", "original"];

test.for([
  [["nonsense"], "UNKNOWN_SCENARIO", 'Unknown scenario "nonsense"'],
  [["rapidly", ...compat], "COMPAT_LOGIN_ONLY", "--compat original does not support rapidly."],
  [["login", ...compat, "--days", "0"], "BAD_NUMBER", "Invalid --days 0:"],
  [["login", ...compat, "--days", "1.5"], "BAD_NUMBER", "Invalid --days 1.5:"],
  [["login", "--days", "0"], "BAD_NUMBER", "Invalid --days 0:"],
  [["login", ...compat, "--days", "3661"], "BAD_NUMBER", "Invalid --days 3661:"],
  [["login-spray", "--days", "400"], "BAD_NUMBER", "Invalid --days 400:"],
  [["login", ...compat, "--start", "tomorrow"], "BAD_START", 'Invalid --start "tomorrow"'],
  [["login", "--start", "2018-02-30"], "BAD_START", 'Invalid --start "2018-02-30"'],
  [["login", "--start", "2018-11-01T00:30:00Z"], "BAD_START", 'Invalid --start "2018-11-01T00:30:00Z"'],
  [["login", ...compat, "--seed", "4294967296"], "BAD_SEED", "Invalid --seed 4294967296"],
  [["login", ...compat, "--seed", "-1"], "BAD_SEED", "Invalid --seed -1"],
  [["login", "--users", "user_ips.json"], "OPTION_NEEDS_COMPAT", "--users needs --compat original"],
  [["login", "--make-users"], "OPTION_NEEDS_COMPAT", "--make-users needs --compat original"],
  [["login", "--vary-ips"], "OPTION_NEEDS_COMPAT", "--vary-ips needs --compat original"],
  [["rapidly", "--days", "3"], "OPTION_LOGIN_ONLY", "--days works only for scenarios of logins"],
  [["rapidly", "--start", "2018-11-01"], "OPTION_LOGIN_ONLY", "--start works only for scenarios of logins"],
  [["login-retrying-client", "--days", "366"], "BAD_NUMBER", "Invalid --days 366:"],
] as const)("simulate %j is rejected: %s, %j", async ([words, code, message]) => {
  const out = join(testFolder(), "none");

  const finished = await runMain(["simulate", ...words, "--out", out]);

  expect(finished).toMatchObject({ code: 2, stdout: "" });
  expect(finished.stderr).toContain(message);
  expect(finished.stderr).toContain(`See docs/errors.md#${code.toLowerCase()}`);
});
