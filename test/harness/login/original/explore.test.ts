import { join } from "node:path";
import { expect, test } from "vitest";
import { exploreLog } from "../../../../harness/files/explore-log.ts";
import { simulateOriginalToFolder } from "../../../../harness/login/original/simulate-to-folder.ts";
import { boxOf } from "../../../../report/svg/box.ts";
import { testFolder } from "../../folder.ts";
import { seenIn } from "../explore/explored-log.ts";
import { publishedSimulation } from "./published.ts";

test("the published month has its 327 addresses, 72 attacks and 1,382 hours", async () => {
  const simulation = publishedSimulation();
  simulateOriginalToFolder(simulation);
  const file = {
    log: join(simulation.outDir, "log.csv"),
    attacksPath: join(simulation.outDir, "attacks.csv"),
  };

  const exploration = await seenIn(file);
  const { skipped } = await exploreLog({ ...file, out: testFolder(), onRow: () => undefined });

  expect(skipped.skipped).toBe(0);
  expect(exploration).toMatchObject({
    attempts: 12_836,
    addresses: { count: 327, bound: "exact" },
    attackAddresses: 72,
    failures: { wrong_username: 5370, wrong_password: 3615, account_locked: 1 },
    notes: [],
  });
  expect(exploration.byAddressHour.reduce((sum, { count }) => sum + count, 0)).toBe(1382);
  const box = boxOf(exploration.byAddress.map(({ x, count }) => ({ value: x, count })));
  expect(box).toMatchObject({
    count: 327,
    lowerQuartile: 5,
    median: 10,
    upperQuartile: 22.5,
    min: 1,
    max: 257,
  });
  expect(box?.mean).toBeCloseTo(39.253_822_629_969_42, 10);
});
