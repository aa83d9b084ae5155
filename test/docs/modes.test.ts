import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { modeKits } from "../../domain/response/modes.ts";
import type { Pacing, ResponseScenario } from "../../domain/response/scenario.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { modeSchemas } from "../../scenarios/response/file/schema.ts";
import { codeBlocks, commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

const page = pageText("docs/modes.md");
const clone = readersClone();

const [example = ""] = codeBlocks(page, "yaml");
writeFileSync(join(clone, "one-in-ten-hangs.yaml"), example);

test.for(commandsOf(page))("%s does what the page says", async (command) => {
  const { code, stdout } = await typed(command, clone);

  expect(code).toBe(promisedExit(command));
  expect(stdout).toContain("one-in-ten-hangs");
});

const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| `(\{ kind: .*?\})` +\|/gm)];

test("the page has a row for every kind of mode that can be written by hand", () => {
  const kinds = rows.map(([, kind = ""]) => kind);

  expect(kinds.toSorted()).toEqual(
    Object.keys(modeKits)
      .filter((kind) => kind !== "recorded")
      .toSorted(),
  );
});

test.for(rows.map(([, kind = "", literal = ""]) => [kind, literal] as const))(
  "the example of %s is one: %s",
  ([kind, literal]) => {
    const mode: unknown = parse(literal);

    expect(modeSchemas.anyKind.safeParse(mode).data).toMatchObject({ kind });
  },
);

const brownout: Omit<ResponseScenario, "pacing"> = {
  source: "response",
  name: "brownout",
  summary: "Slow only above a rate of requests.",
  modes: {
    normal: { kind: "normal", delayMs: 10 },
    brownout: { kind: "brownout", serviceMs: 60, capacity: 1 },
  },
  phases: [
    { mode: "normal", requests: 100 },
    { mode: "brownout", requests: 200 },
  ],
  expect: [],
};

test.for<readonly [string, Pacing]>([
  ["closed, `waitMs: 36.5`", { kind: "closed", waitMs: 36.5 }],
  ["constant, 20 a second", { kind: "constant", ratePerSecond: 20 }],
])("the figures of a brownout in the loop %s are those of the simulation", ([name, pacing]) => {
  const affected = [...simulate({ ...brownout, pacing }, 1)]
    .filter(({ truth }) => truth.incident !== undefined)
    .map(({ observation }) => observation);

  const startMs = Math.min(...affected.map(({ plannedAtMs }) => plannedAtMs));
  const lengthMs = Math.max(...affected.map(({ atMs }) => atMs)) - startMs;
  const cells = [
    name,
    ((affected.length * 1000) / lengthMs).toFixed(1),
    typical(affected.map(({ atMs, sentAtMs }) => atMs - sentAtMs)),
    typical(affected.map(({ atMs, plannedAtMs }) => atMs - plannedAtMs)),
    typical(affected.map(({ atMs }, at) => atMs - (startMs + at * 50))),
  ];
  expect(page.replaceAll(/ +/g, " ")).toContain(`| ${cells.join(" | ")} |`);
});

/** The median and the 99th percentile. */
function typical(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.5, 0.99]
    .map((part) => `${sorted[Math.ceil(part * sorted.length) - 1]?.toFixed(0)} ms`)
    .join(", ");
}
