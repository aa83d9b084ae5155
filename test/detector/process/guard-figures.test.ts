import { expect, test } from "vitest";
import { createDetector } from "../../../detector/model.ts";
import { processGuard } from "../../../detector/process/guard.ts";
import { modelled, ModelledProcess } from "../../../domain/process/model.ts";
import { loadOf } from "../../../domain/process/modes.ts";
import { idle } from "../../../domain/process/mode.ts";

/* About 10 s of processor time. */

const seeds = 50;
const samples = 20_000;
const promised = 100_000;
const reference = 100;

function falseAlarms(arl0: number, seed: number): number {
  const detector = createDetector(processGuard, { options: { arl0 } });
  const process = new ModelledProcess(seed);
  const load = loadOf({ normal: { kind: "normal", percent: 2 } }, "normal") ?? idle;
  let alarms = 0;
  for (let index = 0; index < samples; index += 1) {
    const event = process.sample(load, index);
    const alerts = detector.observe({ kind: "process", index, atMs: index * 1000, ...modelled, event });
    alarms += alerts.filter(({ state }) => state === "firing").length;
  }
  return alarms;
}

test("on modelled health all signals together keep the default ARL0 of 100,000 samples within a factor of 1.5", () => {
  const alarms = Array.from({ length: seeds }, (_, seed) => falseAlarms(promised, seed + 1));

  const arl0 = (seeds * (samples - reference)) / alarms.reduce((sum, one) => sum + one, 0);

  process.stdout.write(`process-guard: ${Math.round(arl0)} samples per false alarm, ${promised} promised.\n`);
  expect(arl0).toBeGreaterThan(promised / 1.5);
  expect(arl0).toBeLessThan(promised * 1.5);
});
