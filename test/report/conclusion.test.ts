import { expect, test } from "vitest";
import { concluded } from "../../report/conclusion.ts";
import { alertsOn, rowsWithAttackFrom100 } from "../score/sample.ts";
import { reported } from "../score/drill.ts";

const at = alertsOn(rowsWithAttackFrom100);
const replay = "firedrill run rapidly --seed 1";

test("a passed drill is its sentence and the command that replays it, without reasons", () => {
  const { verdict, trace } = reported({ alerts: [at(102)] });

  const { summary, replay: command, detectors } = concluded(verdict, trace, replay);

  expect(summary).toBe(
    "PASSED: knn raised ERROR for attack-1 on its 3rd affected request (limit 10), 2.5 s after the switch",
  );
  expect(command).toBe(replay);
  expect(detectors).toMatchObject([{ summary: summary?.slice("PASSED: ".length) }]);
  expect(detectors[0]).not.toHaveProperty("reasons");
});

test("a failed drill says why and what to change, sentence by sentence", () => {
  const { verdict, trace } = reported({});

  const { summary, detectors } = concluded(verdict, trace);

  expect(summary).toBe(
    "FAILED: knn missed attack-1: no ERROR alert; one was required within 10 affected observations",
  );
  expect(detectors).toMatchObject([
    {
      reasons: ["knn never raised ERROR for attack-1 in its 20 affected observations."],
      remedies: [
        "Lower its threshold, or document the limit with `outcome: missed` in the scenario's expect.",
      ],
    },
  ]);
});
