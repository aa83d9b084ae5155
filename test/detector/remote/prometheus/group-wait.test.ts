import { expect, test } from "vitest";
import { groupWait } from "../../../../detector/remote/prometheus/firing-alerts.ts";
import { manualClock } from "../../../mock-server/manual-clock.ts";

const firing = { key: "Slow", severity: "error", state: "firing" } as const;
const resolved = { key: "Slow", severity: "error", state: "resolved" } as const;

test("with a wait of 0 every change is sent at once", () => {
  const told: string[] = [];
  const held = groupWait(0, manualClock());

  held.pass(firing, () => told.push("firing"));
  held.pass(resolved, () => told.push("resolved"));

  expect(told).toEqual(["firing", "resolved"]);
});

test("a new episode is sent after the wait, its end at once", async () => {
  const clock = manualClock();
  const told: string[] = [];
  const held = groupWait(5000, clock);

  held.pass(firing, () => told.push("firing"));
  await clock.advance(4999);
  expect(told).toEqual([]);
  await clock.advance(1);
  expect(told).toEqual(["firing"]);
  held.pass(resolved, () => told.push("resolved"));

  expect(told).toEqual(["firing", "resolved"]);
});

test("an episode that ends within the wait is never sent", async () => {
  const clock = manualClock();
  const told: string[] = [];
  const held = groupWait(5000, clock);

  held.pass(firing, () => told.push("firing"));
  await clock.advance(1000);
  held.pass(resolved, () => told.push("resolved"));
  await clock.advance(10_000);

  expect(told).toEqual([]);
});

test("nothing is sent after the close", async () => {
  const clock = manualClock();
  const told: string[] = [];
  const held = groupWait(5000, clock);

  held.pass(firing, () => told.push("firing"));
  held.close();
  await clock.advance(10_000);

  expect(told).toEqual([]);
});
