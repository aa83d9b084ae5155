import {
  appendFileSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { containingText } from "../harness/containing.ts";
import { testFolder } from "../harness/folder.ts";
import { until } from "../harness/world/children.ts";
import { needleLines, trainLines } from "../log/audit/alerts.ts";
import { firedrill, startFiredrill } from "./firedrill.ts";

/** Two alerts about files of passwords among ten harmless ones. */
const alerts = [...trainLines.slice(0, 5), needleLines[1] ?? "", ...trainLines.slice(5, 10)];
const text = `${alerts.join("\n")}\n`;
const watch = ["watch", "-", "--detector", "threshold"] as const;

/** Runs the program with this text on its standard input, to its end. */
function fed(args: readonly string[], input: string, cwd?: string) {
  const program = startFiredrill(args, { stdin: "open", ...(cwd === undefined ? {} : { cwd }) });
  program.type(input);
  program.endInput();
  return program.finished;
}

test("watch - reads alerts one by one, ends with its source and exits with 0", async () => {
  const { code, stdout, stderr } = await fed(watch, text);

  expect([code, stderr]).toEqual([
    0,
    "Reading standard input until it ends.\n11 rows read, 0 lines skipped.\n",
  ]);
  expect(stdout).toMatch(
    /^\S+Z  ERROR     threshold  observation 5 .*\n\S+Z  resolved .* observation 6 .*\n$/,
  );
});

test("an alert is printed when its line arrives, not when the source ends", async () => {
  const program = startFiredrill(watch, { stdin: "open" });

  program.type(`${alerts.slice(0, 6).join("\n")}\n${(alerts[6] ?? "").slice(0, 100)}`);
  await until(() => program.output().includes("ERROR"));
  program.kill("SIGINT");

  expect(await program.finished).toMatchObject({ code: 130 });
  expect(program.output()).toContain("6 rows read, 0 lines skipped.");
});

test("SIGTERM ends it well, and so does a reader that goes away", async () => {
  const [stopped, unread] = [
    startFiredrill(watch, { stdin: "open" }),
    startFiredrill(watch, { stdin: "open" }),
  ];
  for (const program of [stopped, unread]) await until(() => program.output().includes("Reading"));

  stopped.kill("SIGTERM");
  unread.closeOutput();
  unread.type(text);

  expect(await stopped.finished).toMatchObject({ code: 0 });
  expect(await unread.finished).toMatchObject({ code: 0 });
});

test("what is no row is counted and told, and nothing but unreadable lines is no error", async () => {
  const { code, stderr } = await fed(watch, `\u0007bell\n${"x".repeat(1_000_000)}\n{`);

  expect(code).toBe(0);
  expect(stderr).toBe(
    [
      "Reading standard input until it ends.",
      'Skipped a line: "bell" begins no log we know',
      "Skipped a line: the line is longer than 64 KiB",
      'Skipped a line: "{" begins no log we know',
      "0 rows read, 3 lines skipped.\n",
    ].join("\n"),
  );
});

test("train, score and explore read it, too", async () => {
  const cwd = testFolder();
  await firedrill(["simulate", "login-spray", "--out", "made"], { cwd });
  const labelled = readFileSync(join(cwd, "made", "labelled.csv"), "utf8");

  const [trained, scored, scoredFile, explored] = await Promise.all([
    fed(["train", "-", "--detector", "login-rules"], labelled, cwd),
    fed(["score", "-", "--detector", "login-guard", "--report", "json"], labelled, cwd),
    firedrill(["score", "made/labelled.csv", "--detector", "login-guard", "--report", "json"], { cwd }),
    fed(["explore", "-"], labelled, cwd),
  ]);

  expect([trained.code, trained.stdout]).toEqual([
    0,
    expect.stringMatching(/^Learned \d+ rows of standard input\. /),
  ]);
  expect(scored).toEqual({
    ...scoredFile,
    stdout: scoredFile.stdout
      .replace('"scenario": "made/labelled.csv"', '"scenario": "standard input"')
      .replace("score made/labelled.csv", "score -"),
  });
  expect([explored.code, explored.stdout]).toEqual([0, expect.stringMatching(/^attempts +\d/)]);
  expect(readdirSync(join(cwd, "explore"))).toHaveLength(6);
});

test("a command that refuses its input does not wait for the end of it", async () => {
  const program = startFiredrill(["score", "-", "--detector", "knn"], { stdin: "open" });

  program.type("no log\n".repeat(20_000));

  expect(await program.finished).toMatchObject({
    code: 2,
    stderr: containingText('standard input is in no format we know: it begins with "no log".'),
  });
});

test.for([
  ["renamed", "an empty new file is created, and the old one gets its last lines"],
  ["truncated", "it is copied, then truncated"],
] as const)("watch follows alerts.json when it is %s: %s", async ([rotation]) => {
  const log = join(testFolder(), "alerts.json");
  const [before, after] = [alerts.slice(0, 5), alerts.slice(5)].map((lines) => `${lines.join("\n")}\n`);
  writeFileSync(log, before ?? "");
  const program = startFiredrill(["watch", log, "--detector", "threshold"]);
  await until(() => program.output().includes("Learned from 5 existing rows"));

  if (rotation === "renamed") {
    renameSync(log, `${log}.1`);
    writeFileSync(log, "");
    appendFileSync(`${log}.1`, `${alerts[0]}\n`);
  } else {
    copyFileSync(log, `${log}.1`);
    truncateSync(log, 0);
  }
  appendFileSync(log, after ?? "");
  await until(() => program.output().includes("resolved"));
  program.kill("SIGTERM");

  expect(await program.finished).toMatchObject({ code: 0 });
  expect(program.output()).toContain(`${rotation === "renamed" ? 12 : 11} rows read, 0 lines skipped.`);
});
