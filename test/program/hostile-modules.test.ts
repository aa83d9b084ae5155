import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../harness/folder.ts";
import { firedrill } from "./firedrill.ts";
import type { Finished } from "./firedrill.ts";

interface Misdeed {
  /** Runs when the module is loaded. */
  readonly onLoad?: string;
  readonly onCreate?: string;
  /** Runs on every row; `rows` counts them from 1. */
  readonly onRow?: string;
}

/** Ways in which a module ends the program or fails outside the calls of its caller. */
const misdeeds: Readonly<Record<string, Misdeed>> = {
  "calls process.exit(0) on a row": { onRow: "if (rows === 120) process.exit(0);" },
  "calls an imported exit(0) on a row": { onRow: "if (rows === 120) exit(0);" },
  "calls process.exit(0) when it is loaded": { onLoad: "process.exit(0);" },
  "calls process.exit(0) in create": { onCreate: "process.exit(0);" },
  "calls process.exit(0) from a timer": { onRow: "if (rows === 9) setTimeout(() => process.exit(0), 0);" },
  "throws in create": { onCreate: 'throw new Error("no");' },
  "throws from a timer": {
    onRow: 'if (rows === 9) setTimeout(() => { throw new Error("late"); }, 0);',
  },
  "leaves a promise rejected": { onRow: 'if (rows === 9) Promise.reject(new Error("no"));' },
  "leaves a promise rejected with a string": { onRow: 'if (rows === 9) Promise.reject("no");' },
  "returns a promise": { onRow: "return Promise.resolve([]);" },
  "returns a number": { onRow: "return 1;" },
  "returns a list of nothing": { onRow: "return [undefined];" },
  "returns an alert without a severity": {
    onRow: 'return [{ key: "x", state: "firing", atIndex: row.index, atMs: row.atMs }];',
  },
  "changes a row": { onRow: "row.outcome.responseMs = 1;" },
  "never finishes loading": { onLoad: "await new Promise(() => {});" },
};

/** Runs a command with this module, which raises no alert of its own. */
async function against(misdeed: Misdeed, args: readonly string[]): Promise<Finished> {
  const cwd = testFolder();
  const { onLoad = "", onCreate = "", onRow = "" } = misdeed;
  writeFileSync(
    join(cwd, "hostile.mjs"),
    `import { exit } from "node:process";
${onLoad}
export default {
  name: "hostile", summary: "Hostile.", reads: ["response"],
  options: { limit: { kind: "number", default: 1, unit: "s", threshold: true, describe: "a limit" } },
  train: () => ({
    learn: () => {},
    finish: () => { Promise.reject(new Error("no")); return { schemaVersion: 1, detector: "hostile" }; },
  }),
  create: () => {
    ${onCreate}
    let rows = 0;
    return { name: "hostile", windowSize: 10, observe: (row) => { rows += 1; ${onRow} return []; } };
  },
};
`,
  );
  writeFileSync(join(cwd, "labelled.csv"), healthyLog);
  return firedrill([...args, "--detector", "./hostile.mjs"], { cwd });
}

const healthyLog = [
  "index,at,planned_at,sent_at,outcome,response_time_s,status,error,mode,incident",
  ...Array.from({ length: 20 }, (_, index) => {
    const at = `2020-01-01T00:00:${String(index).padStart(2, "0")}`;
    return `${index},${at}.010000Z,${at}.000000Z,${at}.000000Z,completed,0.010000,200,,normal,`;
  }),
  "",
].join("\n");

test.for(Object.entries(misdeeds))(
  "a module that %s ends the drill with exit code 3",
  async ([, misdeed]) => {
    const { code, stdout } = await against(misdeed, ["run", "healthy", "--no-save"]);

    expect(code).toBe(3);
    expect(stdout).not.toContain("PASSED");
  },
);

test("the reports of a drill are written even if its module calls process.exit(0)", async () => {
  const exits: Misdeed = { onRow: "if (rows === 9) process.exit(0);" };
  const { code, stdout } = await against(exits, ["run", "healthy", "--no-save", "--report", "json"]);

  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ detectors: [{ error: { code: "DETECTOR_CRASHED" } }] });
});

const commands = [
  ["run", "healthy", "--no-save", "--repeat", "3"],
  ["run", "healthy", "--no-save", "--clock", "scaled:100"],
  ["sweep", "rapidly", "--vary", "attack.delayMs=400,500", "--seeds", "2", "--no-save"],
  ["amoc", "rapidly", "--repeat", "2"],
  ["compare", "healthy", "--repeat", "2"],
  ["tune", "--scenario", "healthy", "--arl0", "100"],
  ["score", "labelled.csv"],
] as const;

const persistent = ["throws in create", "leaves a promise rejected", "changes a row"] as const;

test.for(commands.flatMap((args) => persistent.map((name) => [args.join(" "), name, args] as const)))(
  "firedrill %s with a module that %s ends with exit code 3",
  async ([, name, args]) => {
    const { code } = await against(misdeeds[name] ?? {}, args);

    expect(code).toBe(3);
  },
);

test("a module that leaves a promise rejected in train ends with exit code 3", async () => {
  const { code, stderr } = await against({}, ["train", "labelled.csv", "--out", "model.json"]);

  expect([code, stderr]).toEqual([3, expect.stringContaining("crashed in code that ran outside of a call")]);
});

test("an alert about an older row counts from the latest row that the module has seen", async () => {
  const onRow =
    'if (rows === 120) return [{ key: "k", severity: "error", state: "firing", atIndex: 100, atMs: row.atMs }];';
  const { code, stdout } = await against({ onRow }, ["run", "rapidly", "--no-save", "--report", "json"]);

  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    detectors: [{ incidents: [{ outcome: "late", alertIndex: 119, delayAffected: 20 }] }],
  });
});
