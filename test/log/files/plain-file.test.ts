import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { continueLineFile } from "../../../log/files/line-file.ts";
import { readLines, readText, startOf } from "../../../log/files/lines.ts";
import { checkPlainFile } from "../../../log/files/plain-file.ts";
import { createTail } from "../../../log/follow/tail.ts";
import { testFolder } from "../../harness/folder.ts";

function namedPipe(): string {
  const path = join(testFolder(), "pipe");
  execFileSync("/bin/sh", ["-c", `mkfifo "$1"`, "sh", path]);
  return path;
}

async function linesOf(path: string): Promise<unknown> {
  const lines: unknown[] = [];
  for await (const batch of readLines(path)) lines.push(...batch);
  return lines;
}

test.for([
  ["reads its lines", linesOf],
  ["reads its beginning", async (path: string) => startOf(path)],
  ["reads it whole", async (path: string) => readText(path)],
  ["follows it", async (path: string) => createTail(path).read()],
  ["goes on writing it", async (path: string) => continueLineFile(path)],
] as const)("no part of the program that %s waits for a named pipe", async ([, use]) => {
  const path = namedPipe();

  await expect(use(path)).rejects.toThrow(/it is a named pipe \(FIFO\), not a file/);
});

test("a socket and a device are refused, /dev/null and an open pipe of the shell are not", async () => {
  const path = join(testFolder(), "socket");
  const server = createServer().listen(path);
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));

  expect(() => checkPlainFile(path)).toThrow("it is a socket, not a file");
  expect(() => checkPlainFile("/dev/zero")).toThrow("it is a device, not a file");
  expect(() => checkPlainFile("/dev/null")).not.toThrow();
  expect(() => checkPlainFile("/dev/stdin")).not.toThrow();
});

test("a file, a folder, a link to a file, and a path at which nothing is are left to whoever opens them", () => {
  const folder = testFolder();
  fs.writeFileSync(join(folder, "file"), "");
  fs.symlinkSync(join(folder, "file"), join(folder, "link"));

  for (const name of ["file", "link", ".", "missing"])
    expect(() => checkPlainFile(join(folder, name))).not.toThrow();
});
