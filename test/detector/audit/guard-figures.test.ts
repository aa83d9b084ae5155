import { expect, test } from "vitest";
import { auditGuard } from "../../../detector/audit/guard.ts";
import { auditDeploy } from "../../../scenarios/audit/audit-deploy.ts";
import { auditOffice } from "../../../scenarios/audit/audit-office.ts";
import { auditTerraform } from "../../../scenarios/audit/audit-terraform.ts";
import { auditUpgrade } from "../../../scenarios/audit/audit-upgrade.ts";
import { attackScenarios, drillsOf } from "./drills.ts";

function seedsFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, place) => first + place);
}

test.for(seedsFrom(1, 20))("every kind of attack is found within 3 of its alerts (seed %i)", (seed) => {
  const drill = drillsOf(auditGuard, seed);

  const late = attackScenarios.flatMap((scenario) => {
    const { delay } = drill(scenario);
    return delay !== undefined && delay <= 3 ? [] : [`${scenario.name}: ${delay}`];
  });

  expect(attackScenarios).toHaveLength(11);
  expect(late).toEqual([]);
});

test.for(seedsFrom(1, 5))("maintenance raises at most one alarm (seed %i)", (seed) => {
  const drill = drillsOf(auditGuard, seed);

  const counts = [auditDeploy, auditTerraform, auditUpgrade].map(
    (scenario) => drill(scenario).falseAlarms.length,
  );

  expect(Math.max(...counts)).toBeLessThanOrEqual(1);
});

test.for([6, 12, 19])("so does an upgrade that the past has never seen (seed %i)", (seed) => {
  expect(drillsOf(auditGuard, seed)(auditUpgrade).falseAlarms).toMatchObject([{ key: "user:root packages" }]);
});

test.for(seedsFrom(1, 3))("thirty office days raise at most one alarm a day (seed %i)", (seed) => {
  const { falseAlarms } = drillsOf(auditGuard, seed)({ ...auditOffice, hours: 720 });

  const days = falseAlarms.map(({ atMs }) => Math.floor(atMs / 86_400_000));

  expect(new Set(days).size).toBe(days.length);
  // 27,000 alerts at one false alarm in 10,000.
  expect(days.length).toBeLessThanOrEqual(6);
});
