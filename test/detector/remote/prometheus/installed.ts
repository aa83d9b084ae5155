import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeEach } from "vitest";
import type { TestContext } from "vitest";

/** Skips every test of the file where a program is missing; in CI they fail instead. */
export function needs(...programs: readonly string[]): void {
  beforeEach((context) => skipWithout(context, ...programs));
}

/** Skips this test where a program is missing; in CI it fails instead. */
export function skipWithout(context: TestContext, ...programs: readonly string[]): void {
  const missing = programs.find((program) => !isOnPath(program));
  if (missing === undefined) return;
  const reason = `${missing} is not on the PATH: install the package ${packageOf(missing)}`;
  if (process.env["CI"] === "true") throw new Error(reason);
  context.skip(reason);
}

/** Debian's package that has the program. */
function packageOf(program: string): string {
  return program === "parallel" ? program : "prometheus";
}

function isOnPath(program: string): boolean {
  return (process.env["PATH"] ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
