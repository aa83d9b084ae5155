import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { createWholeFile, partOf, replaceWholeFile } from "../../../log/files/whole-file.ts";
import { filesIn, testFolder } from "../../harness/folder.ts";

/** Pieces that look into the folder while they are being written. */
function* peeking(folder: string, seen: string[][]): Generator<string> {
  yield "first";
  seen.push(fs.readdirSync(folder));
  yield " second";
}

function* failing(): Generator<string> {
  yield "first";
  throw new Error("the source is broken");
}

const writers = { createWholeFile, replaceWholeFile } as const;

test.for(["createWholeFile", "replaceWholeFile"] as const)(
  "%s gives the file its name when it is whole, and keeps it hidden before",
  (name) => {
    const folder = testFolder();
    const seen: string[][] = [];

    writers[name](join(folder, "report.json"), peeking(folder, seen));

    expect(seen).toEqual([[expect.stringMatching(/^\.report\.json\.part-\d+-\d+$/)]]);
    expect(filesIn(folder)).toEqual({ "report.json": "first second" });
  },
);

test.for(["createWholeFile", "replaceWholeFile"] as const)("%s leaves nothing when it fails", (name) => {
  const folder = testFolder();

  expect(() => writers[name](join(folder, "report.json"), failing())).toThrow("the source is broken");
  expect(filesIn(folder)).toEqual({});
});

test("a failed replacement keeps the old text", () => {
  const folder = testFolder();
  fs.writeFileSync(join(folder, "report.json"), "old");

  expect(() => replaceWholeFile(join(folder, "report.json"), failing())).toThrow("the source is broken");
  expect(filesIn(folder)).toEqual({ "report.json": "old" });
});

test("a file that comes up while another is written is not overwritten", () => {
  const folder = testFolder();
  const path = join(folder, "model.json");
  function* late(): Generator<string> {
    yield "ours";
    fs.writeFileSync(path, "theirs");
  }

  expect(() => createWholeFile(path, late())).toThrow(expect.objectContaining({ code: "LOG_EXISTS" }));
  expect(filesIn(folder)).toEqual({ "model.json": "theirs" });
});

test("a link that leads nowhere has the name, too", () => {
  const folder = testFolder();
  fs.symlinkSync(join(folder, "nowhere"), join(folder, "model.json"));

  expect(() => createWholeFile(join(folder, "model.json"), ["ours"])).toThrow(
    expect.objectContaining({ code: "LOG_EXISTS" }),
  );
  expect(fs.readdirSync(folder)).toEqual(["model.json"]);
});

test("a folder that is missing is named by LOG_NOT_WRITABLE", () => {
  const path = join(testFolder(), "missing", "model.json");

  expect(() => createWholeFile(path, ["text"])).toThrow(
    `${path} cannot be written: its folder does not exist (ENOENT).`,
  );
});

test("a replaced file keeps its mode, and stays where its link leads", () => {
  const folder = testFolder();
  const real = join(folder, "real.json");
  fs.writeFileSync(real, "old");
  fs.chmodSync(real, 0o640);
  fs.symlinkSync(real, join(folder, "report.json"));

  replaceWholeFile(join(folder, "report.json"), ["new"]);

  expect(fs.readFileSync(real, "utf8")).toBe("new");
  expect(fs.statSync(real).mode % 0o1000).toBe(0o640);
  expect(fs.lstatSync(join(folder, "report.json")).isSymbolicLink()).toBe(true);
});

test("a device is written to, not replaced", () => {
  replaceWholeFile("/dev/null", ["text"]);

  expect(fs.statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("parts of the same name go when their process is dead, and stay while it lives", () => {
  const folder = testFolder();
  const { pid: dead } = spawnSync("true");
  const parts = { dead, living: process.ppid };
  for (const pid of Object.values(parts)) fs.writeFileSync(join(folder, `.a.json.part-${pid}-01234567`), "");
  fs.writeFileSync(join(folder, `.b.json.part-${dead}-01234567`), "");

  const part = partOf(join(folder, "a.json"));

  expect(fs.readdirSync(folder).toSorted()).toEqual(
    [`.a.json.part-${parts.living}-01234567`, `.b.json.part-${dead}-01234567`].toSorted(),
  );
  expect(basename(part)).toMatch(new RegExp(`^\\.a\\.json\\.part-${process.pid}-`));
});

test("the longest name that a file can have is short enough with the mark of a part", () => {
  const folder = testFolder();
  const name = `${"ü".repeat(125)}.json`;

  createWholeFile(join(folder, name), ["text"]);

  expect(filesIn(folder)).toEqual({ [name]: "text" });
});
