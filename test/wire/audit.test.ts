import childProcess from "node:child_process";
import fs from "node:fs";
import { expect, test, vi } from "vitest";
import type { AuditScenario } from "../../domain/audit/scenario.ts";
import type { Labelled } from "../../domain/truth.ts";
import { simulateActions } from "../../harness/audit/simulate.ts";
import { virtualWire } from "../../harness/world/virtual-wire.ts";
import { playDrill } from "../../harness/world/play.ts";
import { intruderInDeploy } from "../../scenarios/audit/intruder-in-deploy.ts";

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
