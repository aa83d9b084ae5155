import { expect, test } from "vitest";
import { findSuite } from "../../../scenarios/registry.ts";
import { firedrill } from "../../program/firedrill.ts";
import { runMain } from "../run-main.ts";

test.for(["blind", "quiet"])(
  "run --suite %s prints one table in which every scenario meets its expectations",
  async (suite) => {
    const { code, stdout } = await firedrill(["run", "--suite", suite]);

    expect(code).toBe(0);
    const [table = ""] = stdout.split("\n\n").slice(1);
    const lines = table.trimEnd().split("\n").slice(1);
    expect(lines.map((line) => line.split(" ")[0])).toEqual([
      ...findSuite(suite).scenarios.map(({ name }) => name),
      "total",
    ]);
    expect(lines.slice(0, -1).filter((line) => !line.endsWith(" yes"))).toEqual([]);
  },
);

test.for([
  [1, "blind", "knn"],
  [1, "quiet", "threshold"],
  [0, "quiet", "silence"],
] as const)(
  "exit code %i: --suite %s --detector %s, by its misses and false alarms",
  async ([expected, suite, spec]) => {
    const { code, stdout } = await firedrill(["run", "--suite", suite, "--detector", spec]);

    expect(code).toBe(expected);
    expect(stdout).toContain(` ${spec}\n`);
    expect(stdout).not.toContain("as expected");
  },
);

test("--within and --severity apply to the gates of the scenarios", async () => {
  const gates = ["--suite", "blind", "--within", "1", "--severity", "warning"];

  const table = await firedrill(["run", ...gates]);
  const json = await firedrill(["run", ...gates, "--report", "json"]);

  expect(table.code).toBe(1);
  expect(table.stdout).toMatch(/^blackhole .* NO: error-rate$/m);
  const severities = [...json.stdout.matchAll(/^ {10}"severity": "(\w+)"/gm)].map(([, severity]) => severity);
  expect(new Set(severities)).toEqual(new Set(["warning"]));
});

test("--report json prints one document with a drill for each scenario", async () => {
  const { code, stdout } = await firedrill([
    "run",
    "--suite",
    "quiet",
    "--detector",
    "silence",
    "--report",
    "json",
  ]);

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    schemaVersion: 2,
    drills: findSuite("quiet").scenarios.map(({ name }) => ({
      scenario: name,
      passed: true,
      detectors: [{ name: "silence" }],
    })),
  });
});

test.for([
  [["--suite", "blint"], "unknown_suite", 'Did you mean "blind"?'],
  [["hang", "--suite", "blind"], "suite_stands_alone", "--suite cannot be combined with scenario hang."],
  [
    ["--suite", "blind", "--clock", "real"],
    "suite_stands_alone",
    "--suite cannot be combined with --clock real.",
  ],
  [["--suite", "blind", "--repeat", "0"], "bad_repeat", "--repeat 0"],
  [
    ["--suite", "blind", "--repeat", "2", "--set", "onset=120"],
    "suite_stands_alone",
    "--suite cannot be combined with --set.",
  ],
  [[], "bad_command_line", "Missing argument: a scenario, or --suite."],
] as const)("2: run %j is %s", async ([args, code, words]) => {
  const finished = await runMain(["run", ...args]);

  expect(finished).toMatchObject({ code: 2, stdout: "" });
  expect(finished.stderr).toContain(words);
  expect(finished.stderr).toContain(`See docs/errors.md#${code}`);
});
