import { createDetector } from "../detector/model.ts";
import { findDetector } from "../detector/registry.ts";
import { Cusum } from "../detector/series/cusum.ts";
import { elapsedMs } from "../domain/response/observation.ts";
import { noisyRows } from "../test/detector/traffic.ts";
import type { DetectorOrder } from "./sequential.ts";
import { perSecondOf } from "./reference.ts";

let rows = noisyRows(1, 0, () => 10);

function judgeAll(name: string): void {
  const detector = createDetector(findDetector(name));
  for (const row of rows) detector.observe(row);
}

function sumAll(): void {
  const sum = new Cusum(0.5);
  let most = 0;
  for (const row of rows) most = Math.max(most, sum.next(Math.log(elapsedMs(row) / 1000) + 4));
  if (Number.isNaN(most)) throw new RangeError("no score");
}

// One detector in a process of its own, as in a drill: V8 compiles its code for it alone.
process.on("message", ({ detector, rowCount }: DetectorOrder) => {
  if (rows.length !== rowCount) rows = noisyRows(1, rowCount, () => 10);
  const work = detector === undefined ? sumAll : () => judgeAll(detector);
  void perSecondOf(rowCount, work).then((perSecond) => process.send?.(perSecond));
});
process.once("disconnect", () => process.exit());
