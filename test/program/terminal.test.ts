import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { testFolder } from "../harness/folder.ts";
import { skipWithout } from "../detector/remote/prometheus/installed.ts";
import { programWords } from "./firedrill.ts";

/** Runs a drill in a terminal of 100 columns that has 70 once the band of the fault stands there, and prints what it was sent. */
const narrowing = `
import fcntl, os, pty, struct, sys, termios
resize = lambda screen, columns: fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
pid, screen = pty.fork()
if pid == 0:
    resize(0, 100)
    os.execvp(sys.argv[1], sys.argv[1:])
seen, resized = b"", False
while True:
    try:
        read = os.read(screen, 4096)
    except OSError:
        break
    seen += read
    if "▔".encode() in seen and not resized:
        resized = True
        resize(screen, 70)
os.waitpid(pid, 0)
sys.stdout.buffer.write(seen)
`;

/** What the panel drew, one drawing after another. */
async function drawingsOf(env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const drill = [...programWords, "run", "rapidly", "--clock", "scaled:50", "--no-save"];
  const { stdout } = await promisify(execFile)("python3", ["-c", narrowing, ...drill], {
    env: { ...process.env, TERM: "xterm", FORCE_COLOR: "", CI: "", GITHUB_ACTIONS: "", ...env },
  });
  // eslint-disable-next-line no-control-regex
  return stdout.split(/\r\u001B\[(?:2K|\d+A\u001B\[J)/).filter((drawing) => drawing.includes("▔"));
}

const red = "\u001B[31m";

test.for([
  [{ NO_COLOR: "" }, true, "without NO_COLOR the band is red"],
  [{ NO_COLOR: "1" }, false, "with it nothing has a color"],
] as const)("in a terminal with %j the panel has colors: %s (%s)", async ([env, expected], context) => {
  skipWithout(context, "python3");

  const drawings = await drawingsOf(env);

  expect(drawings.length).toBeGreaterThan(1);
  expect(drawings.some((drawing) => drawing.includes(red))).toBe(expected);
  expect(drawings.join("").includes("\u001B[3")).toBe(expected);
});

test("the panel is as wide as the terminal, before and after it became narrower", async (context) => {
  skipWithout(context, "python3");

  const drawings = await drawingsOf({ NO_COLOR: "1" });

  const widths = drawings.map((drawing) =>
    Math.max(
      ...stripVTControlCharacters(drawing)
        .split(/[\r\n]+/)
        .map(({ length }) => length),
    ),
  );
  expect([widths.at(0), widths.at(-1)]).toEqual([99, 69]);
});

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
