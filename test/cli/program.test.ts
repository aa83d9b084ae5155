import { expect, test } from "vitest";
import { commandGroups } from "../../cli/commands.ts";
import { main } from "../../cli/program.ts";
import { capturedIo, runMain } from "./run-main.ts";

test.for([
  [[], "Missing command.", "Try firedrill run rapidly, or run firedrill --help for all commands."],
  [["--verison"], "Unknown option --verison.", "Did you mean --version?"],
  [["lisst"], 'Unknown command "lisst".', "Did you mean firedrill list?"],
  [["dance"], 'Unknown command "dance".', "Run firedrill --help for all commands."],
  [["list", "--jsn"], "Unknown option --jsn.", "Run firedrill list --help for usage."],
  [["list", "--halp"], "Unknown option --halp.", "Did you mean --help?"],
  [["list", "-x"], "Unknown option -x.", "Run firedrill list --help for usage."],
  [["list", "rapidly"], 'Unexpected argument "rapidly".', "Run firedrill list --help for usage."],
  [["run", "rapidly", "--no-sav"], "Unknown option --sav.", "Did you mean --save?"],
  [["run", "rapidly", "--set.x=1"], "Unknown option --set.x.", "Did you mean --set?"],
  [["run", "rapidly", "--detector"], "Missing value for --detector.", "Run firedrill run --help for usage."],
  [
    ["run", "rapidly", "--severity", "loud"],
    'Invalid --severity "loud": expected warning or error.',
    "Run firedrill run --help for usage.",
  ],
  [
    ["run", "rapidly", "--log-format", "ndjsn"],
    'Invalid --log-format "ndjsn": expected csv, ndjson, original, apache, nginx, caddy, traefik, traefik-common, or series.',
    "Did you mean ndjson?",
  ],
  [
    ["run", "rapidly", "--allow-slower", "3"],
    "--allow-slower needs --baseline.",
    "Add --baseline, or leave out --allow-slower.",
  ],
  [["serve", "a", "--replay", "b"], "--replay and [scenario] exclude each other.", "Keep one of them."],
  [["amoc", "rapidly"], "Missing option --detector.", "Run firedrill amoc --help for usage."],
  [["score"], "Missing argument <labelled>.", "Run firedrill score --help for usage."],
  [["lint"], "Missing argument <scenario..>.", "Run firedrill lint --help for usage."],
] as const)("%j is a usage error: %s %s", async ([args, message, advice]) => {
  const finished = await runMain(args);

  expect(finished).toEqual({
    code: 2,
    stdout: "",
    stderr: `firedrill: ${message}\n${advice}\nSee docs/errors.md#bad_command_line\n`,
  });
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
  "nab",
  "train",
  "tune",
  "explore",
  "simulate",
  "import",
  "replay",
  "list",
  "lint",
])("%s --help describes the command and fits 100 columns", async (command) => {
  const { code, stdout, stderr } = await runMain([command, "--help"]);

  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout.split("\n")[0]).toMatch(new RegExp(`^firedrill ${command}( [<[].*)?$`));
  expect(stdout).toContain("--version");
  expect(stdout).toMatch(new RegExp(`^ {2}npm run firedrill -- ${command}\\b`, "m"));
  expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
});

test("the program's help has its commands in groups, each once, with two examples", async () => {
  const { stdout } = await runMain(["--help"]);

  const named = [...stdout.matchAll(/^ {2}firedrill ([a-z]+)/gm)].map(([, name]) => name);
  expect(named).toEqual(commandGroups.flatMap(({ commands }) => commands.map(({ name }) => name)));
  expect(new Set(named).size).toBe(named.length);
  for (const { title } of commandGroups) expect(stdout).toContain(`\n${title}\n`);
  expect(stdout.match(/^ {2}(?:npm run firedrill --|npx firedrill) /gm)).toHaveLength(2);
});

test.for(commandGroups.flatMap(({ commands }) => commands.map(({ name }) => name)))(
  "%s --help has two examples, and every option of its own in a group",
  async (command) => {
    const { stdout } = await runMain([command, "--help"]);

    const [, rest = ""] = /^Options:\n(.*?)\n\n/ms.exec(stdout) ?? [];
    expect([...rest.matchAll(/--([a-z-]+)/g)].map(([, name]) => name)).toEqual(["help", "version"]);
    expect(stdout.match(/^ {2}(?:npm run firedrill --|npx firedrill) /gm)?.length).toBeGreaterThan(1);
  },
);

test("two programs in one process are independent", async () => {
  const [one, other] = [capturedIo(), capturedIo()];

  const codes = await Promise.all([main(["list"], one.io), main(["lisst"], other.io)]);

  expect(codes).toEqual([0, 2]);
  expect(one.stdout()).toContain("Detectors (");
  expect(one.stderr()).toBe("");
  expect(other.stdout()).toBe("");
  expect(other.stderr()).toContain("Did you mean firedrill list?");
});
