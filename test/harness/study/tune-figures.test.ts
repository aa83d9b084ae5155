import { expect, test } from "vitest";
import { createDetector } from "../../../detector/model.ts";
import { cusum } from "../../../detector/series/cusum.ts";
import { dependenceOf } from "../../../domain/numbers/dependence.ts";
import { blockFor, tune } from "../../../harness/study/tune.ts";
import { dependentRows } from "../../detector/dependent-rows.ts";

/* About 2 s of processor time. */

test("where rows have a correlation of 0.5, the tuned threshold keeps the ARL0 within a factor of 2", async () => {
  const rows = dependentRows(11, 20_000, 0.5);
  const values = rows.map(({ outcome }) => (outcome.kind === "completed" ? outcome.responseMs : 0));
  const block = blockFor(rows.length, dependenceOf(values));

  const { options } = await tune({
    definition: cusum,
    options: {},
    rows,
    arl0: 1000,
    severity: "error",
    seed: 1,
    block,
    onProgress: () => undefined,
  });

  const detector = createDetector(cusum, { options });
  const fresh = dependentRows(12, 200_000, 0.5);
  const alarms = fresh.flatMap((row) => detector.observe(row)).filter(({ state }) => state === "firing");
  expect(block).toBeGreaterThan(100);
  expect(fresh.length / alarms.length).toBeGreaterThan(500);
  expect(fresh.length / alarms.length).toBeLessThan(2000);
});
