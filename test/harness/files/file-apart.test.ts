import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { bringHome, bringLeftHome, fileApart } from "../../../harness/files/file-apart.ts";
import { containingText } from "../containing.ts";
import { testFolder } from "../folder.ts";

/** Where temporary files go until the test has finished. */
function temporaryFiles(folder: string): void {
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** A folder on another file system than the usual one for temporary files. */
function inMemory(): string {
  const folder = mkdtempSync("/dev/shm/firedrill-test-");
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("the folder is named for the home folder, and only this user can read it", () => {
  temporaryFiles(testFolder());
  const home = join(testFolder(), "rapidly-20260102T030405Z-1");

  const { path } = fileApart(join(home, "labelled.csv"));

  expect(basename(path)).toBe("labelled.csv");
  expect(basename(dirname(path))).toMatch(/^firedrill-labels-rapidly-20260102T030405Z-1-\w{6}$/);
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
});

test.for([
  ["of the same file system", testFolder],
  ["of another file system", inMemory],
] as const)("a file comes home from a folder %s and leaves nothing behind", ([, makeFolder]) => {
  const [temporary, home] = [makeFolder(), testFolder()];
  temporaryFiles(temporary);
  const apart = fileApart(join(home, "labelled.csv"));
  writeFileSync(apart.path, "0,normal\n");

  bringHome(apart);

  expect(readFileSync(join(home, "labelled.csv"), "utf8")).toBe("0,normal\n");
  expect(readdirSync(home)).toEqual(["labelled.csv"]);
  expect(readdirSync(temporary)).toEqual([]);
});

test("a file that cannot come home stays, and the error names both places", () => {
  temporaryFiles(testFolder());
  const home = join(testFolder(), "run");
  mkdirSync(home);
  const apart = fileApart(join(home, "labelled.csv"));
  writeFileSync(apart.path, "0,normal\n");
  rmSync(home, { recursive: true });

  expect(() => bringHome(apart)).toThrow(
    expect.objectContaining({ kind: "drill", code: "LABELS_LEFT_APART" }),
  );
  expect(() => bringHome(apart)).toThrow(
    `Could not move the labelled log ${apart.path} to ${apart.homePath}: `,
  );
  expect(existsSync(apart.path)).toBe(true);
});

test("a missing folder for temporary files is an error that names it", () => {
  temporaryFiles(join(testFolder(), "none"));

  expect(() => fileApart("run/labelled.csv")).toThrow(
    expect.objectContaining({
      kind: "drill",
      code: "TEMPORARY_FOLDER_NOT_WRITABLE",
      message: containingText(`in ${process.env["TMPDIR"] ?? ""}: ENOENT`),
    }),
  );
});

test("a file comes home when the program exits without an end", () => {
  const [temporary, home] = [testFolder(), testFolder()];
  const script = `
    import { writeFileSync } from "node:fs";
    import { fileApart } from "./harness/files/file-apart.ts";
    writeFileSync(fileApart(${JSON.stringify(join(home, "labelled.csv"))}).path, "0,normal\\n");
    process.exit(3);
  `;

  const { status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    {
      env: { ...process.env, TMPDIR: temporary },
    },
  );

  expect(status).toBe(3);
  expect(readFileSync(join(home, "labelled.csv"), "utf8")).toBe("0,normal\n");
  expect(readdirSync(temporary).filter((name) => name.startsWith("firedrill-"))).toEqual([]);
});

test("a file of a process that was killed comes home with the next start", () => {
  const [temporary, home] = [testFolder(), testFolder()];
  temporaryFiles(temporary);
  const script = `
    import { writeFileSync } from "node:fs";
    import { fileApart } from "./harness/files/file-apart.ts";
    writeFileSync(fileApart(${JSON.stringify(join(home, "labelled.csv"))}).path, "0,normal\\n");
    process.kill(process.pid, "SIGKILL");
  `;
  spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
    env: { ...process.env, TMPDIR: temporary },
  });
  const living = fileApart(join(home, "other.csv"));

  bringLeftHome();

  expect(readFileSync(join(home, "labelled.csv"), "utf8")).toBe("0,normal\n");
  expect(readdirSync(temporary).filter((name) => name.startsWith("firedrill-"))).toEqual([
    basename(dirname(living.path)),
  ]);
});
