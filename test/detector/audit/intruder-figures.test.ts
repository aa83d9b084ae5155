import { expect, test } from "vitest";
import { auditGuard } from "../../../detector/audit/guard.ts";
import { intruderInDeploy } from "../../../scenarios/audit/intruder-in-deploy.ts";
import { drillsOf } from "./drills.ts";

test.for(Array.from({ length: 50 }, (_, place) => place + 1))(
  "an intruder inside a deploy is found within 5 alerts, and the deploy itself is none (seed %i)",
  (seed) => {
    const { delay, falseAlarms } = drillsOf(auditGuard, seed)(intruderInDeploy);

    expect(delay).toBeLessThanOrEqual(5);
    expect(falseAlarms.length).toBeLessThanOrEqual(1);
  },
);
