import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { testFolder } from "../harness/folder.ts";
import { firedrill } from "./firedrill.ts";
import type { Finished } from "./firedrill.ts";

const detectors = fileURLToPath(new URL("../../domain/detector.ts", import.meta.url));

const moduleText = `
import { at, defineDetector, none } from ${JSON.stringify(detectors)};
export default defineDetector({
  name: "mine",
  summary: "Fires at the first answer slower than a limit.",
  reads: ["response"],
  options: { limit: { kind: "number", default: 0.2, unit: "s", threshold: true, describe: "slower is slow" } },
  create: ({ limit }) => {
    let fired = false;
    return {
      name: "mine",
      windowSize: 4,
      observe: (row) => {
        if (fired || row.outcome.kind !== "completed" || row.outcome.responseMs / 1000 <= limit) return none;
        fired = true;
        return [{ key: "slow", severity: "error", state: "firing", ...at(row) }];
      },
    };
  },
});
`;

/** Runs rapidly with this text as `mine.ts`. */
async function drilled(text: string, detector = "./mine.ts"): Promise<Finished> {
  const cwd = testFolder();
  writeFileSync(join(cwd, "package.json"), '{"type":"module"}');
  writeFileSync(join(cwd, "mine.ts"), text);
  return firedrill(["run", "rapidly", "--no-save", "--detector", detector], { cwd });
}

test("a detector module of the user runs like a built-in one, with its own deadline", async () => {
  const { code, stdout } = await drilled(moduleText);

  expect(code).toBe(0);
  expect(stdout).toMatch(/^PASSED {2}mine raised ERROR for attack-1 on its 1st affected request \(limit 4\)/);
});

test("options follow the path of a module", async () => {
  const { code, stdout } = await drilled(moduleText, "./mine.ts:limit=0.9");

  expect(code).toBe(1);
  expect(stdout).toMatch(/^FAILED {2}mine.* missed attack-1/);
});

test("a module can declare signals instead of log sources", async () => {
  const text = moduleText
    .replace('reads: ["response"]', 'reads: { signals: ["answeredSeconds"] }')
    .replace("create: ({ limit }) => {", "create: ({ limit }, log) => {")
    .replace("row.outcome.responseMs / 1000 <= limit", 'log.signal("answeredSeconds").valueOf(row) <= limit');

  const { code, stdout } = await drilled(text);

  expect(code).toBe(0);
  expect(stdout).toMatch(/^PASSED {2}mine raised ERROR for attack-1 on its 1st affected request \(limit 4\)/);
});

test("a module can export a function that returns the detector", async () => {
  const text = moduleText.replace("export default defineDetector(", "export default () => defineDetector(");

  expect((await drilled(text)).code).toBe(0);
});

test.for([
  ["not_a_detector", "./mine.ts", "export default 3;"],
  ["detector_not_loaded", "./mine.ts", "throw new Error('no database');"],
  ["detector_not_found", "./missing.ts", ""],
  ["unknown_option", "./mine.ts:limmit=1", moduleText],
] as const)("%s: --detector %s is rejected", async ([code, detector, text]) => {
  const finished = await drilled(text, detector);

  expect(finished.code).toBe(2);
  expect(finished.stderr).toContain(`docs/errors.md#${code}`);
});

/** Runs rapidly with a module in a project with this package.json. */
async function drilledIn(manifest: string, text: string): Promise<Finished> {
  const cwd = testFolder();
  mkdirSync(join(cwd, "mine"));
  writeFileSync(join(cwd, "package.json"), manifest);
  writeFileSync(join(cwd, "mine/mine.mjs"), text);
  return firedrill(["run", "rapidly", "--no-save", "--detector", "mine/mine.mjs"], { cwd });
}

const ours = '{"name": "firedrill", "exports": "./dist/index.js"}';
const theirs = '{"name": "other", "exports": "./dist/index.js"}';
const buildIt = 'In a clone run npm run build, or import from its index.ts instead of "firedrill"';

test.for([
  ["a clone that was not built", ours, 'import "firedrill";', buildIt],
  ["a project without the package", theirs, 'import "firedrill/vitest";', buildIt],
  ["a project that was not built itself", theirs, 'import "other";', "Fix the module"],
  ["a project that lacks something else", theirs, 'import "fire-drill";', "Fix the module"],
] as const)("the error of a detector in %s says what helps", async ([, manifest, text, advice]) => {
  const { code, stderr } = await drilledIn(manifest, text);

  expect(code).toBe(2);
  expect(stderr).toContain(advice);
  expect(stderr).toContain("docs/errors.md#detector_not_loaded");
});

/** Runs rapidly with a command as the detector. */
function commanded(command: string, ...options: readonly string[]): Promise<Finished> {
  return firedrill(["run", "rapidly", "--no-save", "--detector", `cmd:${command}`, ...options]);
}

test("a command that reads rows and prints alerts runs on the virtual clock", async () => {
  const awk = `awk -F, 'NR > 1 && $6 > 0.25 { print "ERROR row " $1; exit_after = 1 }'`;

  const { code, stdout } = await commanded(awk, "--alert-pattern", "(?<severity>ERROR) row (?<at>\\d+)");

  expect(stdout).toMatch(/raised ERROR for attack-1 on its 1st affected request \(limit 10\)/);
  expect(code).toBe(0);
});

test.for([
  ["cat >/dev/null; exit 7", "COMMAND_FAILED"],
  ["no-such-program-here", "COMMAND_NOT_FOUND"],
  ["true", "COMMAND_ENDED_EARLY"],
  ["cat >/dev/null; echo ERROR: something", "ALERT_WITHOUT_TIME"],
  ['cat >/dev/null; echo \'{"severity":"error","at":100000}\'', "ALERT_WITHOUT_OBSERVATION"],
  ['cat >/dev/null; echo \'{"severity":"loud","at":1}\'', "ALERT_NOT_UNDERSTOOD"],
] as const)("the command %j is an error with exit code 3, never a miss: %s", async ([command, code]) => {
  const finished = await commanded(command);

  expect(finished.code).toBe(3);
  expect(finished.stdout).toContain(`(${code})`);
  expect(finished.stdout).not.toContain("missed");
});

test.for([
  [["--detector", "cmd:tail -f {log}"], "log_feed_needs_wall_time"],
  [["--detector", "webhook"], "webhook_needs_wall_time"],
  [["--detector", "cmd:cat", "--alert-pattern", "("], "bad_alert_pattern"],
] as const)("%j is rejected on the virtual clock: %s", async ([options, code]) => {
  const { code: exit, stderr } = await firedrill(["run", "rapidly", "--no-save", ...options]);

  expect(exit).toBe(2);
  expect(stderr).toContain(`docs/errors.md#${code}`);
});
