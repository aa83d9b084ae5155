import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isUnfinishedRun, makeRunFolder } from "../../../harness/files/run-folder.ts";
import { partOf } from "../../../log/files/whole-file.ts";
import { containing, containingText } from "../containing.ts";
import { filesIn, testFolder } from "../folder.ts";

const wallMs = Date.UTC(2026, 10, 20, 9, 8, 7, 654);

test("a run folder is named by scenario, UTC time and seed, under a folder that is made if needed", () => {
  const outDir = join(testFolder(), "deep", "runs");

  const { path } = makeRunFolder(outDir, "rapidly", 7, wallMs);

  expect(path).toBe(join(outDir, "rapidly-20261120T090807Z-7"));
  expect(existsSync(path)).toBe(true);
});

test("nothing is overwritten: drills of the same second get numbers", () => {
  const outDir = testFolder();

  const paths = [1, 2, 3].map(() => makeRunFolder(outDir, "rapidly", 7, wallMs).path);

  expect(paths.map((path) => path.slice(outDir.length + 1))).toEqual([
    "rapidly-20261120T090807Z-7",
    "rapidly-20261120T090807Z-7-2",
    "rapidly-20261120T090807Z-7-3",
  ]);
});

test("a file with the folder's name is skipped too", () => {
  const outDir = testFolder();
  writeFileSync(join(outDir, "rapidly-20261120T090807Z-7"), "mine");

  const { path } = makeRunFolder(outDir, "rapidly", 7, wallMs);

  expect(path).toMatch(/-7-2$/);
});

test("an --out below a file is OUT_NOT_WRITABLE and says why", () => {
  const folder = testFolder();
  writeFileSync(join(folder, "file"), "");

  expect(() => makeRunFolder(join(folder, "file", "runs"), "rapidly", 1, wallMs)).toThrow(
    containing({ kind: "drill", code: "OUT_NOT_WRITABLE", message: containingText("ENOTDIR") }),
  );
});

test("JSON is written whole and indented, ends with a newline, and leaves no other file", () => {
  const folder = makeRunFolder(testFolder(), "rapidly", 1, wallMs);

  folder.writeJson("verdict.json", { passed: true });

  expect(filesIn(folder.path)).toEqual({ "verdict.json": '{\n  "passed": true\n}\n' });
});

test("a text that ends in an error does not appear under its name, and leaves nothing", () => {
  const folder = makeRunFolder(testFolder(), "rapidly", 1, wallMs);

  expect(() => folder.writeText("verdict.json", brokenText())).toThrow(
    containing({ kind: "drill", code: "OUT_NOT_WRITABLE" }),
  );
  expect(filesIn(folder.path)).toEqual({});
});

function* brokenText(): Generator<string> {
  yield "{";
  throw new Error("the rest is lost");
}

const begun = ["observed.csv", "alerts.ndjson"];

test.for([
  [begun, true, "a run that was killed"],
  [["observed.ndjson", "alerts.ndjson"], true, "the same in another format"],
  [[...begun, "labelled.csv"], true, "its labels came home"],
  [[...begun, "labelled.csv", "incidents.json", "verdict.json"], false, "a run that ended"],
  [["observed.csv", "labelled.csv", "incidents.json"], false, "a simulation, which appears when it is whole"],
  [["labelled.csv", "alerts.ndjson"], false, "a log with alerts beside it"],
  [[], false, "an empty folder"],
] as const)("a folder with %j is an unfinished run: %s, for it is %s", ([names, expected]) => {
  const folder = testFolder();
  for (const name of names) writeFileSync(join(folder, name), "");

  expect(isUnfinishedRun(folder)).toBe(expected);
});

test("a folder that a simulation did not come to name is unfinished", () => {
  const folder = partOf(join(testFolder(), "month"));
  mkdirSync(folder);
  writeFileSync(join(folder, "labelled.csv"), "");

  expect(isUnfinishedRun(folder)).toBe(true);
});

test("a folder that the system does not allow is an error at once, under /proc too", () => {
  expect(() => makeRunFolder("/proc/firedrill/runs", "rapidly", 1, 0)).toThrow(
    /Could not write the run folder under/,
  );
});
