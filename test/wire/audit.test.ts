import childProcess from "node:child_process";
import fs from "node:fs";
import { expect, test, vi } from "vitest";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulateActions } from "../../harness/audit/simulate.ts";
import { virtualWire } from "../../harness/world/virtual-wire.ts";
import { playDrill } from "../../harness/world/play.ts";
import { intruderInDeploy } from "../../scenarios/audit/intruder-in-deploy.ts";
import { auditScenarios } from "../../scenarios/audit/kit.ts";

const scenario: AuditScenario = { ...intruderInDeploy, hours: 15 };

test("on the virtual clock the wire gives the simulated log, row for row, and does none of the actions", async () => {
  const rows: Labelled[] = [];
  const world = await virtualWire({ scenario, seed: 3 });
  const { signal } = new AbortController();
  const spies = [
    ...(["spawn", "exec", "execFile", "fork", "spawnSync", "execSync"] as const).map((name) =>
      vi.spyOn(childProcess, name),
    ),
    ...(
      ["openSync", "writeFileSync", "readFileSync", "rmSync", "unlinkSync", "mkdirSync", "open"] as const
    ).map((name) => vi.spyOn(fs, name)),
  ];

  await playDrill(world, { scenario, seed: 3, signal }, ({ row }) => row && rows.push(row));
  const touched = spies
    .flatMap(({ mock }) => mock.calls.map(([first]) => String(first)))
    .filter((path) => !path.includes("node_modules"));
  vi.restoreAllMocks();
  await world.stop();

  expect(rows.length).toBeGreaterThan(700);
  expect(rows).toEqual([...simulateActions(scenario, 3)]);
  expect(touched).toEqual([]);
});

const scenarios = auditScenarios.suites.flatMap((suite) => suite.scenarios);

/** An hour in which everything begins that the scenario has. */
function early(long: AuditScenario): AuditScenario {
  const onset = { kind: "at", hour: 0.1 } as const;
  return { ...long, hours: 1, traffic: long.traffic.map((entry) => ({ ...entry, onset })) };
}

test.for(scenarios.map((long) => [long.name, early(long)] as const))(
  "%s: on the virtual clock the wire gives the simulated log, row for row",
  async ([, short]) => {
    const rows: Labelled[] = [];
    const world = await virtualWire({ scenario: short, seed: 5 });
    const { signal } = new AbortController();

    await playDrill(world, { scenario: short, seed: 5, signal }, ({ row }) => row && rows.push(row));
    await world.stop();

    expect(rows).toEqual([...simulateActions(short, 5)]);
    expect([...new Set(rows.map(({ truth }) => truth.mode))]).toEqual(
      expect.arrayContaining(short.traffic.map(({ kind }) => kind)),
    );
  },
);
