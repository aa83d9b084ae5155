import { expect, test } from "vitest";
import { main } from "../../cli/program.ts";
import { capturedIo, runMain } from "./run-main.ts";

test.for([
  [[], "Name a command.", "firedrill list"],
  [["lisst"], "There is no command, option or argument called: lisst", '\nDid you mean "list"?\n'],
  [["dance"], "There is no command, option or argument called: dance", "firedrill list"],
  [["list", "--jsn"], "There is no command, option or argument called: jsn", "--help"],
  [["list", "--halp"], "There is no command, option or argument called: halp", '\nDid you mean "help"?\n'],
  [["list", "rapidly"], "There is no command, option or argument called: rapidly", "--help"],
  [["amoc", "rapidly"], "Missing required argument: detector", "--detector"],
  [["lint"], "An argument is missing.", "YAML or JSON file of one scenario"],
] as const)("%j is nonsense: %s", async ([args, message, listed]) => {
  const { code, stdout, stderr } = await runMain(args);

  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr.split("\n")[0]).toBe(`firedrill: ${message}`);
  expect(stderr).toContain(listed);
  expect(stderr).toMatch(/\nSee docs\/errors\.md#bad_command_line\n$/);
});

test.for([
  "run",
  "serve",
  "play",
  "watch",
  "score",
  "sweep",
  "compare",
  "amoc",
  "train",
  "tune",
  "explore",
  "simulate",
  "import",
  "replay",
  "list",
  "lint",
])("%s --help is about that command, and is no mistake", async (command) => {
  const { code, stdout, stderr } = await runMain([command, "--help"]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")[0]).toMatch(new RegExp(`^firedrill ${command}( [<[].*)?$`));
  expect(stdout).toContain("--version");
});

test("two programs in one process do not know each other", async () => {
  const [one, other] = [capturedIo(), capturedIo()];

  const codes = await Promise.all([main(["list"], one.io), main(["lisst"], other.io)]);

  expect(codes).toEqual([0, 2]);
  expect(one.stdout()).toContain("Detectors (");
  expect(one.stderr()).toBe("");
  expect(other.stdout()).toBe("");
  expect(other.stderr()).toContain('Did you mean "list"?');
});
