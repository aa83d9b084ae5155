import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import { basename, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { makeTemporaryFolder, sweepTemporaryFolders } from "../../../detector/remote/temporary-folder.ts";
import { testFolder } from "../../harness/folder.ts";

/** Makes the system's temporary folder one of this test. */
function ownTemporary(): string {
  const folder = testFolder();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return folder;
}

/** The name of a folder of this process, for another process. */
function nameFor(pid: number, startTicks: string): string {
  const [, , namespace = ""] = /\.(\d+)\.(\d+)-\w+$/.exec(basename(makeTemporaryFolder("log").path)) ?? [];
  return `firedrill-log-${pid}.${startTicks}.${namespace}-abcdef`;
}

test("a folder goes when it is removed, and stays for its process until then", () => {
  const temporary = ownTemporary();
  const { path, remove } = makeTemporaryFolder("log");
  fs.writeFileSync(join(path, "observed.log"), "row");

  sweepTemporaryFolders();
  const before = fs.readdirSync(temporary);
  remove();

  expect(before).toEqual([basename(path)]);
  expect(basename(path)).toMatch(new RegExp(`^firedrill-log-${process.pid}\\.\\d+\\.\\d+-\\w{6}$`));
  expect(fs.readdirSync(temporary)).toEqual([]);
});

test("a sweep removes the folder of a dead process, and of one whose id another process has now", () => {
  const temporary = ownTemporary();
  const { pid: dead } = spawnSync("true");
  const names = [nameFor(dead, "0"), nameFor(process.ppid, "1")];
  for (const name of names) fs.mkdirSync(join(temporary, name, "data"), { recursive: true });

  sweepTemporaryFolders();

  expect(fs.readdirSync(temporary).filter((name) => names.includes(name))).toEqual([]);
});

test("a sweep leaves alone what is not certainly left over", () => {
  const temporary = ownTemporary();
  const { pid: dead } = spawnSync("true");
  const treasure = testFolder();
  fs.writeFileSync(join(treasure, "precious"), "");
  const gone = nameFor(dead, "0");
  const names = {
    living: nameFor(process.ppid, "0"),
    elsewhere: gone.replace(/\.\d+-/, ".1-"),
    named: "firedrill-AbCdEf",
    file: gone.replace("abcdef", "afile1"),
    link: gone.replace("abcdef", "alink1"),
  };
  for (const name of [names.living, names.elsewhere, names.named]) fs.mkdirSync(join(temporary, name));
  fs.writeFileSync(join(temporary, names.file), "");
  fs.symlinkSync(treasure, join(temporary, names.link));

  sweepTemporaryFolders();

  expect(fs.readdirSync(temporary)).toEqual(expect.arrayContaining(Object.values(names)));
  expect(fs.readdirSync(treasure)).toEqual(["precious"]);
});

test("a sweep follows no link inside a folder that it removes", () => {
  const temporary = ownTemporary();
  const treasure = testFolder();
  fs.writeFileSync(join(treasure, "precious"), "");
  const left = join(temporary, nameFor(spawnSync("true").pid, "0"));
  fs.mkdirSync(left);
  fs.symlinkSync(treasure, join(left, "link"));

  sweepTemporaryFolders();

  expect(fs.existsSync(left)).toBe(false);
  expect(fs.readdirSync(treasure)).toEqual(["precious"]);
});

test.for([
  ["missing", "ENOENT"],
  ["file", "ENOTDIR"],
] as const)("a temporary folder that is %s is TEMPORARY_FOLDER_NOT_WRITABLE", ([name, reason]) => {
  const folder = testFolder();
  fs.writeFileSync(join(folder, "file"), "");
  vi.stubEnv("TMPDIR", join(folder, name));
  onTestFinished(() => void vi.unstubAllEnvs());

  expect(() => makeTemporaryFolder("log")).toThrow(
    `Could not make a folder for temporary files in ${join(folder, name)}: ${reason}`,
  );
  expect(() => makeTemporaryFolder("log")).toThrow(
    expect.objectContaining({ kind: "drill", code: "TEMPORARY_FOLDER_NOT_WRITABLE" }),
  );
  expect(() => sweepTemporaryFolders()).not.toThrow();
});

test("a process that ends at once takes its folder with it", async () => {
  const temporary = ownTemporary();
  const module = new URL("../../../detector/remote/temporary-folder.ts", import.meta.url).href;
  const code = `const { makeTemporaryFolder } = await import("${module}"); makeTemporaryFolder("log"); process.exit(3);`;
  const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code]);

  const status = await new Promise((resolve) => child.once("exit", resolve));

  expect(status).toBe(3);
  expect(fs.readdirSync(temporary).filter((name) => name.startsWith("firedrill-"))).toEqual([]);
});
