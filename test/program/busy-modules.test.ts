import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../harness/folder.ts";
import { until } from "../harness/world/children.ts";
import type { RunningProgram } from "./firedrill.ts";
import { startFiredrill } from "./firedrill.ts";

/** Ways in which a module keeps the thread that handles signals from handling them. */
const busy = {
  "loops endlessly": "for (;;);",
  "loops endlessly and catches everything": "for (;;) try { for (;;); } catch {} finally { for (;;); }",
  "never ends its microtasks": "(async () => { for (;;) await undefined; })();",
  "backtracks in a regular expression": '/^(a+)+$/.test("a".repeat(99) + "!");',
  "waits for another thread": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
} as const;

interface Module {
  readonly onLoad?: string;
  readonly onRow?: string;
}

function started({ onLoad = "", onRow = "" }: Module, args: readonly string[]): RunningProgram {
  const cwd = testFolder();
  writeFileSync(
    join(cwd, "busy.mjs"),
    `${onLoad}
export default {
  name: "busy", summary: "Busy.", reads: ["response"],
  options: { limit: { kind: "number", default: 1, describe: "a limit" } },
  create: () => {
    let rows = 0;
    return { name: "busy", windowSize: 10, observe: () => { rows += 1; ${onRow} return []; } };
  },
};
`,
  );
  return startFiredrill([...args, "--detector", "./busy.mjs"], { cwd, group: "own" });
}

const says = 'process.stderr.write("busy now\\n");';

/** Sends Ctrl-C as a terminal does, once the module is busy. */
async function interrupted(program: RunningProgram): Promise<void> {
  await until(() => program.output().includes("busy now"));
  program.kill("SIGINT");
}

/** The processes left in a group, as one line each. */
function left(group: number): string {
  return execFileSync("ps", ["-eo", "pgid=,stat=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => new RegExp(String.raw`^ *${group} +[^Z]`).test(line))
    .join("\n");
}

const stopped = "firedrill: interrupted while a detector module was busy; there is no result.\n";

test.for(Object.entries(busy))("Ctrl-C ends the program while a module %s", async ([, code]) => {
  const program = started({ onRow: `if (rows === 9) { ${says} ${code} }` }, ["run", "healthy", "--no-save"]);
  await interrupted(program);
  const { code: exit, stderr } = await program.finished;

  expect([exit, stderr]).toEqual([130, `busy now\n${stopped}`]);
  await until(() => left(program.pid) === "");
});

test("before the drill the signal itself ends the program, though a module loops endlessly", async () => {
  const program = started({ onLoad: `${says} for (;;);` }, ["run", "healthy"]);
  await interrupted(program);

  await expect(program.finished).resolves.toMatchObject({ code: undefined, stdout: "" });
});

test("Ctrl-C ends a sweep whose module loops endlessly", async () => {
  const program = started({ onRow: `if (rows === 9) { ${says} for (;;); }` }, [
    "sweep",
    "rapidly",
    "--vary",
    "attack.delayMs=400,500",
    "--seeds",
    "2",
    "--no-save",
  ]);
  await interrupted(program);

  await expect(program.finished).resolves.toMatchObject({ code: 130 });
});

test.for([
  ["run", "healthy", "--no-save"],
  ["run", "healthy", "--no-save", "--repeat", "2"],
  ["compare", "healthy", "--repeat", "2"],
])("a module's timers do not keep %s %s alive after the verdict", async (args) => {
  const program = started({ onRow: "if (rows === 9) setInterval(() => {}, 1000);" }, args);

  const { code, stdout } = await program.finished;

  expect([code, stdout]).toEqual([0, expect.stringContaining("healthy")]);
});
