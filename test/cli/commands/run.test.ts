import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { readLabelledLog } from "../../../log/files/read.ts";
import { processes, serversOf, until } from "../../harness/world/children.ts";
import { filesIn, testFolder } from "../../harness/folder.ts";
import { runMain } from "../run-main.ts";
import { firedrill, programWords, startFiredrill } from "../../program/firedrill.ts";

const emptyFolder = mkdtempSync(join(tmpdir(), "firedrill-empty-"));
afterAll(() => rmSync(emptyFolder, { recursive: true }));

describe("the exit code is the result of the drill", () => {
  test.concurrent.for([
    [0, "PASSED  knn raised ERROR for attack-1 on its 3rd affected request", ["rapidly"]],
    [1, "FAILED  knn-original missed load-1", ["slowly", "--detector", "knn-original"]],
    [
      1,
      "FAILED  knn-original raised ERROR for attack-1 too late",
      ["rapidly", "--detector=knn-original", "--set=onset=109"],
    ],
  ] as const)("%i: %s", async ([expected, words, args]) => {
    const { code, stdout, stderr } = await firedrill(["run", ...args, "--no-save"]);

    expect({ code, stderr }).toEqual({ code: expected, stderr: "" });
    expect(stdout.split("\n", 1).join()).toContain(words);
    expect(stdout).toMatch(/^Replay {2}npx firedrill run /m);
  });

  test.for([
    [["rapidyl"], "unknown_scenario", 'Did you mean "rapidly"? Run firedrill list for all scenarios.'],
    [
      ["rapidly", "--detector", "knm"],
      "unknown_detector",
      'Did you mean "knn"? Run firedrill list for all detectors.',
    ],
    [["rapidly", "--live"], "live_not_possible", "Add --clock real"],
    [["rapidly", "slowly", "--clock", "real", "--live"], "live_not_possible", "Name one scenario"],
    [["--suite", "blind", "--live"], "live_not_possible", "Name one scenario"],
    [["rapidly", "--live", "--live-port", "65536"], "bad_number", "from 0 to 65535"],
    [["rapidly", "--detector", "knn:widow=3"], "unknown_option", "window=10"],
    [["rapidly", "--clock", "sundial"], "bad_clock", "virtual (time jumps, the default), real"],
    [["rapidly", "--report", "xml"], "unknown_report", "text, json, junit, github, markdown"],
    [["rapidly", "--colour"], "bad_command_line", "firedrill run --help"],
    [["rapidly", "--seed", "1.5"], "bad_seed", "a whole number from 0"],
    [["rapidly", "--seed", "one"], "bad_seed", "Invalid --seed one: expected a whole number from 0"],
    [
      ["rapidly", "--start-timeout", "0"],
      "bad_number",
      "Invalid --start-timeout 0: expected a number of seconds above 0.",
    ],
    [["rapidly", "--seed", ""], "bad_command_line", "Missing value for --seed."],
    [["rapidly", "--report"], "bad_command_line", "Missing value for --report."],
    [["rapidly", "--within", "soon"], "bad_within", "250ms, 3s, 5m"],
    [["rapidly", "--set", "atack.delayMs=5"], "bad_set", 'Did you mean "attack.delayMs"?'],
  ] as const)("2: run %j is %s", async ([args, code, listed]) => {
    const finished = await runMain(["run", ...args], { cwd: emptyFolder });

    expect(finished).toMatchObject({ code: 2, stdout: "" });
    expect(finished.stderr).toContain(listed);
    expect(finished.stderr).toContain(`See docs/errors.md#${code}`);
    expect(readdirSync(emptyFolder)).toEqual([]);
  });
});

function fieldsOf(text: string): unknown {
  const document: unknown = JSON.parse(text);
  return document;
}

describe("--report json", () => {
  test("prints one document to standard output and nothing else, the same as verdict.json", async () => {
    const outDir = testFolder();

    const { code, stdout, stderr } = await firedrill(["run", "rapidly", "--report", "json", "--out", outDir]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const [folder = ""] = readdirSync(outDir);
    expect(fieldsOf(stdout)).toEqual(fieldsOf(filesIn(join(outDir, folder))["verdict.json"] ?? ""));
    expect(fieldsOf(stdout)).toMatchObject({ schemaVersion: 2, scenario: "rapidly", seed: 1, passed: true });
    expect([...stdout.matchAll(/^ {2}"(\w+)"/gm)].map(([, name]) => name)).toEqual([
      "schemaVersion",
      "passed",
      "scenario",
      "seed",
      "clock",
      "observations",
      "durationMs",
      "summary",
      "replay",
      "detectors",
    ]);
  });

  test("prints one document for several scenarios, and the worst one decides the exit code", async () => {
    const args = ["rapidly", "slowly", "--detector", "knn-original", "--report", "json", "--no-save"];

    const { code, stdout } = await firedrill(["run", ...args]);

    expect(code).toBe(1);
    expect(fieldsOf(stdout)).toMatchObject({
      schemaVersion: 2,
      drills: [
        { schemaVersion: 2, scenario: "rapidly", passed: true },
        { schemaVersion: 2, scenario: "slowly", passed: false },
      ],
    });
  });

  test("moves the text to standard error", async () => {
    const { stdout, stderr } = await firedrill(
      "run healthy --report json --report text --no-save".split(" "),
    );

    expect(fieldsOf(stdout)).toMatchObject({ scenario: "healthy", passed: true });
    expect(stderr).toMatch(/^PASSED /);
  });
});

describe("a drill that cannot be run exits with 3", () => {
  test("when --out is below a file, with the reason on standard error and a document on standard output", async () => {
    const file = join(testFolder(), "file");
    writeFileSync(file, "");

    const { code, stdout, stderr } = await firedrill([
      "run",
      "rapidly",
      "--report=json",
      "--out",
      join(file, "runs"),
    ]);

    expect(code).toBe(3);
    expect(stderr).toContain("See docs/errors.md#out_not_writable");
    expect(fieldsOf(stdout)).toMatchObject({
      schemaVersion: 2,
      scenario: "rapidly",
      passed: false,
      error: { code: "OUT_NOT_WRITABLE" },
      detectors: [],
    });
  });

  test.for([
    ["in virtual time, where rows are written in batches", "8", "virtual"],
    ["in wall time, where each row is written at once", "1", "scaled:100"],
  ] as const)("when the disk is full %s, and writes no verdict", async ([, kib, clock]) => {
    const outDir = testFolder();
    const words = [...programWords, "run", "rapidly", "--clock", clock, "--out", outDir].join("' '");
    const env = { ...process.env, TSX_DISABLE_CACHE: "1" };

    const running = promisify(execFile)("bash", ["-c", `ulimit -f ${kib}; exec '${words}'`], { env });

    await expect(running).rejects.toMatchObject({ code: 3, stdout: "" });
    const [folder = ""] = readdirSync(outDir);
    const names = readdirSync(join(outDir, folder));
    expect(names.toSorted()).toEqual(["alerts.ndjson", "labelled.csv", "observed.csv"]);
  });
});

/** Starts a drill in wall time and waits for its first rows. */
async function playing(outDir: string, env: Readonly<Record<string, string>> = {}) {
  const program = startFiredrill(["run", "rapidly", "--clock", "real", "--out", outDir], { env });
  await until(() => existsSync(outDir) && readdirSync(outDir).length === 1);
  const folder = join(outDir, readdirSync(outDir)[0] ?? "");
  const log = join(folder, "observed.csv");
  await until(() => existsSync(log) && readFileSync(log, "utf8").split("\n").length > 3);
  const servers = serversOf(program.pid);
  expect(servers).toHaveLength(1);
  return { program, folder, servers };
}

async function rowsIn(folder: string) {
  const { rows, skipped } = readLabelledLog(join(folder, "labelled.csv"));
  let count = 0;
  for await (const { observation } of rows) count = observation.index + 1;
  return { count, skipped: skipped().skipped };
}

test("the temporary folder of a drill that was killed goes with the next start", async () => {
  const temporary = testFolder();
  const env = { TMPDIR: temporary };
  const program = startFiredrill(["run", "rapidly", "--clock", "real", "--no-save"], { env });
  await until(() => readdirSync(temporary).length === 1);
  program.kill("SIGKILL");
  await program.finished;
  const left = readdirSync(temporary);

  await firedrill(["list"], { env });

  expect(left).toEqual([expect.stringMatching(/^firedrill-log-/)]);
  expect(readdirSync(temporary)).toEqual([]);
});

describe("a drill in wall time that is stopped midway", () => {
  test.for([
    ["SIGINT", "Ctrl-C"],
    ["SIGHUP", "a terminal that is closed"],
    ["SIGQUIT", "Ctrl-\\"],
  ] as const)(
    "by %s (%s) exits with 130, says where its files are, and leaves valid rows, no verdict and no process",
    async ([signal]) => {
      const outDir = join(testFolder(), "runs");
      const { program, folder, servers } = await playing(outDir);

      program.kill(signal);

      const { code, stdout, stderr } = await program.finished;
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
      expect(stderr).toContain(`The rows and alerts so far are in ${folder}.`);
      expect(readdirSync(folder).toSorted()).toEqual(["alerts.ndjson", "labelled.csv", "observed.csv"]);
      const { count, skipped } = await rowsIn(folder);
      expect(count).toBeGreaterThanOrEqual(2);
      expect(skipped).toBe(0);
      expect(
        processes().filter(({ pid, command }) => servers.includes(pid) || command.includes(outDir)),
      ).toEqual([]);
    },
  );

  test("by kill -9 leaves valid rows, and its server ends too", async () => {
    const outDir = join(testFolder(), "runs");
    const { program, folder, servers } = await playing(outDir);

    program.kill("SIGKILL");
    await program.finished;

    await until(() => processes().every(({ pid }) => !servers.includes(pid)));
    const { count, skipped } = await rowsIn(folder);
    expect(count).toBeGreaterThanOrEqual(2);
    expect(skipped).toBe(0);
  });
});

test("a kill -9 of a drill and its server leaves the labels in the temporary folder of the run, all lines whole", async () => {
  const [outDir, temporary] = [join(testFolder(), "runs"), testFolder()];
  const { program, folder, servers } = await playing(outDir, { TMPDIR: temporary });

  for (const pid of servers) process.kill(pid, "SIGKILL");
  program.kill("SIGKILL");
  await program.finished;

  const apart = readdirSync(temporary).filter((name) =>
    name.startsWith(`firedrill-labels-${basename(folder)}-`),
  );
  expect(apart).toHaveLength(1);
  expect(readdirSync(folder).toSorted()).toEqual(["alerts.ndjson", "observed.csv"]);
  const { count, skipped } = await rowsIn(join(temporary, apart[0] ?? ""));
  expect(count).toBeGreaterThanOrEqual(2);
  expect(skipped).toBe(0);
});

test("after the reader closes the pipe the drills finish and decide the exit code", async () => {
  const outDir = testFolder();
  const words = [...programWords, "run", "slowly", "rapidly", "--detector", "knn-original", "--out", outDir];
  const command = `('${words.join("' '")}'; echo $? >&2) | head -1`;

  const { stdout, stderr } = await promisify(execFile)("bash", ["-c", command]);

  expect(stdout).toContain("FAILED  knn-original missed load-1");
  expect(stderr).toBe("1\n");
  expect(readdirSync(outDir).flatMap((folder) => readdirSync(join(outDir, folder)))).toContain(
    "verdict.json",
  );
  expect(readdirSync(outDir)).toHaveLength(2);
});
