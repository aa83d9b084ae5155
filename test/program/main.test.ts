import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { firedrill, programWords } from "./firedrill.ts";

const typed = programWords.map((word) => `'${word}'`).join(" ");

test("--help shows the commands and the exit codes", async () => {
  const { code, stdout, stderr } = await firedrill(["--help"]);

  expect(code).toBe(0);
  expect(stdout).toContain("firedrill lint <scenario..>");
  expect(stdout).toContain("Exit codes: 0 passed; 1 missed, late or false alarm; 2 invalid input");
  expect(stderr).toBe("");
});

test("--version is that of package.json", async () => {
  const manifest = await readFile("package.json", "utf8");

  const { code, stdout } = await firedrill(["--version"]);

  expect(code).toBe(0);
  expect(manifest).toContain(`"version": "${stdout.trim()}"`);
});

test("a usage error goes to standard error and exits with 2", async () => {
  const { code, stdout, stderr } = await firedrill(["lisst"]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr.split("\n")[0]).toBe('firedrill: Unknown command "lisst".');
});

test("control characters of an argument are escaped", async () => {
  const { stderr } = await firedrill(["dance\u001B[2J"]);

  expect(stderr).toContain("dance\\x1b[2J");
  expect(stderr).not.toContain("\u001B");
});

test("a language other than English changes nothing", async () => {
  const { stdout } = await firedrill(["--help"], { env: { LC_ALL: "de_DE.UTF-8", LANG: "de_DE.UTF-8" } });

  expect(stdout).toContain("Exit codes:");
});

test("a reader that closes the pipe (| head) causes no error", async () => {
  const command = `${typed} list | head -1`;

  const { stdout, stderr } = await promisify(execFile)("bash", ["-o", "pipefail", "-c", command]);

  expect(stdout.split("\n")).toHaveLength(2);
  expect(stderr).toBe("");
});

test("a reader that never reads causes no error", async () => {
  const command = `(${typed} list; echo $? >&2) | true`;

  const { stderr } = await promisify(execFile)("bash", ["-c", command]);

  expect(stderr).toBe("0\n");
});

test.for([
  [{ FORCE_COLOR: "0", CI: "1" }, false, "0 turns colors off"],
  [{ FORCE_COLOR: "false", CI: "1" }, false, "so does false"],
  [{ FORCE_COLOR: "1" }, true, "anything else turns them on"],
  [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false, "NO_COLOR wins"],
  [{ CI: "1" }, true, "a CI runner shows colors"],
] as const)("with %j a report has colors: %s (%s)", async ([env, expected]) => {
  const { stdout } = await firedrill(["run", "rapidly", "--no-save"], {
    env: { NO_COLOR: "", FORCE_COLOR: "", CI: "", ...env },
  });

  expect(stdout.includes("\u001B[")).toBe(expected);
});

test("a capacity beyond every number of requests is refused", async () => {
  const { code, stderr } = await firedrill(["serve", "--port", "0", "--capacity", "1e308"]);

  expect(code).toBe(2);
  expect(stderr).toContain("Invalid --capacity 1e+308: expected a whole number from 1 to 1000000.");
});
