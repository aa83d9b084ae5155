import { expect, test } from "vitest";
import { longestLeadMs, shortestLeadMs, wakeLead } from "../../../harness/clock/worker-alarm.ts";

function leadAfter(samplesMs: readonly number[]): number {
  const lead = wakeLead();
  for (const lateMs of samplesMs) lead.learn(lateMs);
  return lead.leadMs();
}

test.for([
  [[], 0.1, "nothing is known yet"],
  [[0.2], 0.2, "one sample is all there is"],
  [[0.1, 0.3, 0.2], 0.2, "the middle one"],
  [[0.1, 0.1, 9000], 0.1, "one busy spell is no habit"],
  [[0.001], shortestLeadMs, "no machine is that quick"],
  [[-0.3], shortestLeadMs, "an early ring is no reason to ask for a late one"],
  [[20], longestLeadMs, "the last stretch must stay short"],
  [[...Array.from({ length: 31 }, () => 0.4), ...Array.from({ length: 16 }, () => 0.05)], 0.05, "31 count"],
] as const)("after %j the lead is %d ms: %s", ([samplesMs, leadMs]) => {
  expect(leadAfter(samplesMs)).toBe(leadMs);
});
