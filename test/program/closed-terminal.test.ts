import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { testFolder } from "../harness/folder.ts";
import { skipWithout } from "../detector/remote/prometheus/installed.ts";
import { programWords } from "./firedrill.ts";

/** Runs a command in a terminal, closes it once the text stands there, and prints how the command ended. */
const terminal = `
import os, pty, sys
awaited, words = sys.argv[1].encode(), sys.argv[2:]
pid, screen = pty.fork()
if pid == 0:
    os.execvp(words[0], words)
seen = b""
while awaited not in seen:
    seen += os.read(screen, 4096)
os.close(screen)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

test("a drill whose terminal is closed ends by SIGHUP, with valid rows and without a temporary file", async (context) => {
  skipWithout(context, "python3");
  const [outDir, temporary] = [join(testFolder(), "runs"), testFolder()];
  const words = [...programWords, "run", "rapidly", "--clock", "real", "--out", outDir];

  const { stdout } = await promisify(execFile)("python3", ["-c", terminal, "observation 3 of", ...words], {
    env: { ...process.env, TMPDIR: temporary },
  });

  const [folder = ""] = readdirSync(outDir);
  expect(stdout).toBe("-1\n");
  expect(readdirSync(join(outDir, folder)).toSorted()).toEqual([
    "alerts.ndjson",
    "labelled.csv",
    "observed.csv",
  ]);
  expect(readdirSync(temporary)).toEqual([]);
});
