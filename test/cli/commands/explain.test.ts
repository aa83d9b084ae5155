import { expect, test } from "vitest";
import { runMain } from "../run-main.ts";

test("explain prints what an error means, an example and what to do", async () => {
  const { code, stdout, stderr } = await runMain(["explain", "BAD_WITHIN"]);

  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toBe(`\
BAD_WITHIN

A deadline cannot be read.

  firedrill: Invalid deadline "3min".

Pass a whole number of affected observations (\`10\`) or a time with its unit (\`250ms\`, \`3s\`, \`5m\` for minutes, \`2h\`), above 0.
`);
});

test("a code is also found in lower case", async () => {
  const upper = await runMain(["explain", "MACHINE_TOO_BUSY"]);
  const lower = await runMain(["explain", "machine_too_busy"]);

  expect(lower).toEqual(upper);
});

test("explain without a code lists all of them", async () => {
  const { code, stdout } = await runMain(["explain"]);

  expect(code).toBe(0);
  expect(stdout).toContain("BAD_WITHIN\n  A deadline cannot be read.\nBASELINE_NOT_READABLE\n");
});

test("a code is looked up in a table, never as a path", async () => {
  const { code, stderr } = await runMain(["explain", "../package.json"]);

  expect(code).toBe(2);
  expect(stderr).toContain('Unknown error code "../package.json".');
});

test("an unknown code gets the nearest one", async () => {
  const { stderr } = await runMain(["explain", "BAD_WITHN"]);

  expect(stderr).toContain('Did you mean "BAD_WITHIN"? Run firedrill explain for all codes.');
});
