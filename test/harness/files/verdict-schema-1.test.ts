import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Verdict } from "../../../domain/verdict.ts";
import { planProgram } from "../../../harness/drill/program.ts";
import { simulatedDrill } from "../../../harness/drill/simulated-drill.ts";
import { parseVerdictFile, readVerdictFile } from "../../../harness/files/verdict-file.ts";
import { jsonReport, jsonReports } from "../../../report/json/verdict.ts";
import { compareVerdicts, notSlower } from "../../../score/study/baseline.ts";
import { mapVerdict } from "../../golden/verdict/map-verdict.ts";

const folder = new URL("../../golden/verdict/", import.meta.url);

/** Output of the last program of schema 1, with the scenarios and the seed that it ran. */
const files = [
  ["rapidly.schema-1.json", ["rapidly"], 1],
  ["login-bruteforce.schema-1.json", ["login-bruteforce"], 1],
  ["slowly-login-spray-seed-7.schema-1.json", ["slowly", "login-spray"], 7],
] as const;

function textOf(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

async function verdictsOf(scenarios: readonly string[], seed: number): Promise<readonly Verdict[]> {
  const drills = scenarios.map(async (name) => simulatedDrill({ ...(await planProgram(name, {})), seed }));
  return (await Promise.all(drills)).map(({ verdict }) => verdict);
}

test.for(files)(
  "%s, mapped to schema 2, equals today's output without the fields added since",
  async ([name, scenarios, seed]) => {
    const verdicts = await verdictsOf(scenarios, seed);
    const [first] = verdicts;
    const printed = verdicts.length === 1 && first !== undefined ? jsonReport(first) : jsonReports(verdicts);

    const mapped = mapVerdict(JSON.parse(textOf(name)));

    const passed = verdicts.every((verdict) => verdict.passed);
    expect(withoutLaterFields(printed)).toEqual({ passed, ...mapped });
  },
);

/** What schema 2 has gained since. */
const laterFields = new Set(["pages", "resetMs"]);
/** Options that `knn` has gained since, with their defaults. */
const laterOptions: Readonly<Record<string, unknown>> = { method: "largest", contamination: 0, margin: 15 };

function withoutLaterFields(json: string): unknown {
  const document: unknown = JSON.parse(json, (name, value: unknown) =>
    laterFields.has(name) || (name in laterOptions && laterOptions[name] === value) ? undefined : value,
  );
  return document;
}

test.for(files)("%s works as a baseline and shows no change", async ([name, scenarios, seed]) => {
  const before = readVerdictFile(new URL(name, folder).pathname);

  const { rows, passed } = compareVerdicts(before, await verdictsOf(scenarios, seed), notSlower);

  expect(passed).toBe(true);
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(["same"]));
});

test("files of both schemas are read alike", () => {
  for (const [name] of files) {
    const text = textOf(name);

    const [one, other] = [text, JSON.stringify(mapVerdict(JSON.parse(text)))].map((json) =>
      parseVerdictFile(json).map(({ scenario, seed, clock, detectors }) => ({
        scenario,
        seed,
        clock,
        detectors: detectors.map(({ name: detector, incidents, falseAlarms }) => ({
          detector,
          incidents,
          falseAlarms,
        })),
      })),
    );

    expect(other).toEqual(one);
  }
});
