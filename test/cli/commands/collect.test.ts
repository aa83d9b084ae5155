import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { main } from "../../../cli/program.ts";
import { identityOf } from "../../../domain/process/proc.ts";
import { procFiles } from "../../../mock-server/process/proc-files.ts";
import { capturedIo, runMain } from "../run-main.ts";

const isLinux = process.platform === "linux";

function newPath(): string {
  return join(mkdtempSync(join(tmpdir(), "collect-")), "log.csv");
}

/** The cells of the log, without its header. */
function rowsOf(path: string): readonly (readonly string[])[] {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n").slice(1);
  return lines.map((line) => line.split(","));
}

test.runIf(isLinux).for([
  ["sh -c 'exit 3'", "3", ""],
  ["sh -c 'kill -KILL $$'", "", "SIGKILL"],
  ["no-such-program", "127", ""],
] as const)("the last row of `%s` says how it ended", async ([command, exitCode, signal]) => {
  const path = newPath();

  const { code, stderr } = await runMain([
    "collect",
    "--command",
    command,
    "--interval",
    "100ms",
    "--out",
    path,
  ]);

  expect(code).toBe(0);
  expect(rowsOf(path).at(-1)?.slice(4)).toEqual([
    "ended",
    ...Array.from({ length: 12 }, () => ""),
    exitCode,
    signal,
  ]);
  expect(stderr).toContain(" ended ");
});

test.runIf(isLinux)("Ctrl-C keeps the rows, and ends the command and the program", async () => {
  const path = newPath();
  const { io, stop, stdout, stderr } = capturedIo();

  const code = await main(
    ["collect", "--command", "sleep 1000", "--interval", "100ms", "--for", "1h", "--out", path],
    {
      ...io,
      stderr: {
        write: (text) => {
          io.stderr.write(text);
          stop("SIGINT");
        },
      },
    },
  );

  expect(code).toBe(130);
  expect(stdout()).toMatch(
    /^\d+ rows? of one process in .*\. Collecting took \d+\.\d\d % of a core and \d+ MiB of memory\.\n$/,
  );
  expect(readFileSync(path, "utf8")).toMatch(/^index,at,process,pid,event,.*\n/);
  const [, pid = ""] = /^Collecting sleep-(\d+)\.\n/.exec(stderr()) ?? [];
  expect(identityOf(procFiles, Number(pid))).toBeUndefined();
});

test.runIf(isLinux)("a process that was running already goes on", async () => {
  const path = newPath();

  const { code, stdout } = await runMain([
    "collect",
    "--pid",
    String(process.pid),
    "--pid",
    String(process.pid),
    "--interval",
    "100ms",
    "--for",
    "200ms",
    "--out",
    path,
  ]);

  expect(code).toBe(0);
  expect(stdout).toContain("of one process in");
  expect(rowsOf(path).every((row) => row[4] === "sample")).toBe(true);
});

test.runIf(isLinux).for([
  [["--pid", "4194304"], "No process has the pid 4194304."],
  [["--pid", "web"], "Invalid --pid web: expected a whole number from 1 to 4194304."],
  [["--pid", "0"], "Invalid --pid 0: expected a whole number from 1 to 4194304."],
  [
    ["--pid", "1", "--interval", "0s"],
    "Invalid --interval 0s: expected a time above 0 with a unit (250ms, 3s, 5m).",
  ],
  [["--pid", "1", "--interval", "10ms"], "Invalid --interval 10ms: expected a time from 100ms to 1h."],
  [
    ["--pid", "1", "--for", "soon"],
    "Invalid --for soon: expected a time above 0 with a unit (250ms, 3s, 5m).",
  ],
  [[], "No process to collect from."],
] as const)("collect %o exits with 2: %s", async ([args, message]) => {
  const { code, stderr } = await runMain(["collect", ...args, "--out", newPath()]);

  expect({ code, message: stderr.split("\n")[0] }).toEqual({ code: 2, message: `firedrill: ${message}` });
});

test.runIf(isLinux)("an existing file is kept", async () => {
  const path = newPath();
  writeFileSync(path, "mine");

  const { code } = await runMain(["collect", "--pid", "1", "--out", path]);

  expect({ code, text: readFileSync(path, "utf8") }).toEqual({ code: 2, text: "mine" });
});
