import { join } from "node:path";
import { expect, test } from "vitest";
import type { Pacing, ResponseScenario } from "../../../domain/response/scenario.ts";
import type { DrillResult, DrillSettings } from "../../../harness/drill/drill.ts";
import { drill } from "../../../harness/drill/drill.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { simulatedDrill } from "../../../harness/drill/simulated-drill.ts";
import { readLabelledLog, readObservedLog } from "../../../log/files/read.ts";
import { everyMode } from "../../wire/every-mode.ts";
import { gates } from "../drill/judged.ts";
import { testFolder } from "../folder.ts";

const closed: Pacing = { kind: "closed", waitMs: 100 };
const specs = ["threshold:limit=0.25", "knn:warning=0.1,error=0.3"];

function played(scenario: ResponseScenario, change: Partial<DrillSettings> = {}): Promise<DrillResult> {
  return drill({
    scenario,
    seed: 4,
    clock: { kind: "virtual" },
    gates: gates(scenario, specs, { severity: "warning" }),
    logFormat: "csv",
    signal: new AbortController().signal,
    onEvent: () => undefined,
    ...change,
  });
}

async function collected<Row>(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

test.for<Pacing>([closed, { kind: "poisson", ratePerSecond: 40 }])(
  "a drill of every mode, %j, has the verdict of the drill without sockets",
  async (pacing) => {
    const scenario = { ...everyMode, pacing };

    const { verdict } = await played(scenario);

    const modeGates = gates(scenario, specs, { severity: "warning" });
    const judged = await simulatedDrill({ scenario, seed: 4, gates: modeGates });
    expect(verdict).toEqual(judged.verdict);
    expect(verdict.error).toBeUndefined();
    expect(verdict.detectors[0]?.incidents.map(({ kind }) => kind).toSorted()).toEqual(
      Object.keys(everyMode.modes)
        .filter((mode) => mode !== "normal")
        .toSorted(),
    );
  },
);

test("the logs of a drill contain rows of open requests beside the rows of their ends", async () => {
  const scenario = { ...everyMode, pacing: closed };

  const { folder = "" } = await played(scenario, { outDir: testFolder() });

  const rows = await collected(readLabelledLog(join(folder, "labelled.csv")).rows);
  expect(rows).toEqual([...simulate(scenario, 4)]);
  expect(
    rows.filter(({ observation: row }) => row.kind === "response" && row.outcome.kind === "open"),
  ).toHaveLength(2);
});

test("the original's format contains completed requests only", async () => {
  const scenario = { ...everyMode, pacing: closed };

  const { folder = "" } = await played(scenario, { outDir: testFolder(), logFormat: "original" });

  const { rows } = readObservedLog(join(folder, "observed.csv"), { utcOffsetMs: () => 0 });
  const completed = [...simulate(scenario, 4)].filter(
    ({ observation: { outcome } }) => outcome.kind === "completed",
  );
  expect(await collected(rows)).toHaveLength(completed.length);
});
