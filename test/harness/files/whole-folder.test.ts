import fs from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { logNotWritable } from "../../../log/files/file-errors.ts";
import { writeWholeFolder } from "../../../harness/files/whole-folder.ts";
import { filesIn, testFolder } from "../folder.ts";

function writeTwo(folder: string): void {
  for (const name of ["a.csv", "b.csv"]) fs.writeFileSync(join(folder, name), "ours");
}

test("a new folder appears with all of its files at once", () => {
  const parent = testFolder();
  const folder = join(parent, "month");
  const before = writeWholeFolder(folder, (unfinished) => {
    writeTwo(unfinished);
    return fs.existsSync(folder);
  });

  expect(before).toBe(false);
  expect(fs.readdirSync(parent)).toEqual(["month"]);
  expect(filesIn(folder)).toEqual({ "a.csv": "ours", "b.csv": "ours" });
});

test("files of an existing folder get their names when all are whole, beside what it holds", () => {
  const folder = testFolder();
  fs.writeFileSync(join(folder, "notes.txt"), "mine");
  const hidden = writeWholeFolder(folder, (unfinished) => {
    writeTwo(unfinished);
    return fs.readdirSync(folder);
  });

  expect(hidden).toEqual([expect.stringMatching(/^\.firedrill\.part-/), "notes.txt"]);
  expect(filesIn(folder)).toEqual({ "a.csv": "ours", "b.csv": "ours", "notes.txt": "mine" });
});

test("when one name is taken meanwhile no file gets its name", () => {
  const folder = testFolder();

  expect(() =>
    writeWholeFolder(folder, (unfinished) => {
      writeTwo(unfinished);
      fs.writeFileSync(join(folder, "b.csv"), "theirs");
    }),
  ).toThrow(`The file ${join(folder, "b.csv")} exists already.`);
  expect(filesIn(folder)).toEqual({ "b.csv": "theirs" });
});

test("an error names the final path, and leaves nothing", () => {
  const parent = testFolder();
  const folder = join(parent, "month");

  expect(() =>
    writeWholeFolder(folder, (unfinished) => {
      writeTwo(unfinished);
      throw logNotWritable(join(unfinished, "a.csv"), new Error("no room"));
    }),
  ).toThrow(`${join(folder, "a.csv")} cannot be written`);
  expect(fs.readdirSync(parent)).toEqual([]);
});
