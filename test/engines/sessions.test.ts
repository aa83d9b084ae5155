import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";
import { expect, test } from "vitest";
import { builtProgram } from "../program/built-program.ts";
import { pythonWith } from "./python.ts";

const python = pythonWith("sklearn");
const example = fileURLToPath(new URL("../../examples/python-detector/outliers.py", import.meta.url));

/** Without it a test is skipped, but in CI it fails. */
function skipWithoutScikitLearn(context: TestContext): void {
  if (python !== undefined) return;
  const reason = "needs python3 with scikit-learn";
  if (process.env["CI"] === "true") throw new Error(reason);
  context.skip(reason);
}

function studied(args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
  const command = `cmd:${python ?? ""} '${example}'`;
  const words = [
    "run",
    "rapidly",
    "--feed",
    "ndjson",
    "--detector",
    command,
    "--report",
    "json",
    "--no-save",
  ];
  const { status, stdout } = spawnSync(process.execPath, [builtProgram(), ...words, ...args], {
    encoding: "utf8",
  });
  return { status, stdout };
}

test("a detector of scikit-learn has the same figures with one process for many logs as with one for each", (context) => {
  skipWithoutScikitLearn(context);

  const many = studied(["--repeat", "2", "--session", "many"]);

  const one = studied(["--repeat", "2"]);
  expect(many.status).toBe(0);
  expect(many.stdout.replaceAll(" --session many", "")).toBe(one.stdout);
});
