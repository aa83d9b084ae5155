import { expect, test } from "vitest";
import { identityOf } from "../../domain/process/proc.ts";
import type { ProcessObservation } from "../../domain/process/observation.ts";
import type { ProcessScenario } from "../../domain/process/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { untracked } from "../../domain/wire/request-tracker.ts";
import { newClockOrigin, realClock } from "../../harness/clock/clock.ts";
import { simulate } from "../../harness/drill/simulate.ts";
import { playDrill } from "../../harness/world/play.ts";
import { virtualWire } from "../../harness/world/virtual-wire.ts";
import { wallWire } from "../../harness/world/wall-wire.ts";
import { procFiles } from "../../mock-server/process/proc-files.ts";
import { startMockServer } from "../../mock-server/server.ts";
import { fileLeak } from "../../scenarios/process/file-leak.ts";
import { processScenarios } from "../../scenarios/process/kit.ts";

const { signal } = new AbortController();

test.for(processScenarios.suites.flatMap(({ scenarios }) => scenarios))(
  "on the virtual clock the wire gives the simulated log of $name, row for row",
  async (scenario) => {
    const rows: Labelled[] = [];
    const world = await virtualWire({ scenario, seed: 3 });

    await playDrill(world, { scenario, seed: 3, signal }, ({ row }) => row && rows.push(row));
    await world.stop();

    expect(rows).toEqual([...simulate(scenario, 3)]);
  },
);

const short: ProcessScenario = {
  ...fileLeak,
  modes: { ...fileLeak.modes, "leak-files": { kind: "leak-files", perS: 100 } },
  phases: [
    { mode: "normal", seconds: 1 },
    { mode: "leak-files", seconds: 2 },
  ],
};

test.runIf(process.platform === "linux")(
  "on the real clock a real process opens files, and is gone at the end",
  async () => {
    const rows: Labelled<ProcessObservation>[] = [];
    const world = await wallWire({ scenario: short, seed: 1 }, { kind: "real" });

    const distrust = await playDrill(world, { scenario: short, seed: 1, signal }, ({ row }) => {
      if (row?.observation.kind === "process") rows.push({ ...row, observation: row.observation });
    });
    await world.stop();
    const [first, , last] = rows.map(({ observation }) => observation);

    expect(distrust).toBeUndefined();
    expect(rows.map(({ truth }) => truth)).toEqual([
      { mode: "normal" },
      { mode: "leak-files", incident: "leak-files-1" },
      { mode: "leak-files", incident: "leak-files-1" },
    ]);
    expect(openFilesOf(last) - openFilesOf(first)).toBeGreaterThan(50);
    expect(identityOf(procFiles, first?.pid ?? 0)).toBeUndefined();
  },
);

function openFilesOf(row: ProcessObservation | undefined): number {
  return row?.event.kind === "sample" ? (row.event.openFiles ?? 0) : 0;
}

test("a forced mode is the truth of the samples until it is cleared", async () => {
  const rows: Labelled[] = [];
  const clock = realClock(newClockOrigin());
  const server = await startMockServer({
    task: { source: "process", modes: short.modes },
    seed: 1,
    clock,
    tracker: untracked,
    host: "127.0.0.1",
    port: 0,
    onRow: (row) => rows.push(row),
  });
  const sample = (): Promise<Response> =>
    fetch(`${server.url}/process`, { method: "POST", body: '{"mode":"normal"}' });
  const mode = `${server.url}/__firedrill/mode`;

  await sample();
  await fetch(`${mode}?mode=leak-files`, { method: "PUT" });
  await sample();
  await fetch(mode, { method: "DELETE" });
  await sample();
  const refused = await fetch(`${server.url}/process`, { method: "POST", body: '{"mode":"burn"}' });
  await server.stop();
  await clock.close();

  expect(rows.map(({ truth }) => truth)).toEqual([
    { mode: "leak-files", incident: "forced-1" },
    { mode: "normal" },
  ]);
  expect(refused.status).toBe(400);
});
