import { expect, test } from "vitest";
import { besideBare, halved, verdictOf } from "../../bench/reference.ts";

test.for([
  [0.8, 0.8, "kept", "as usual"],
  [0.41, 0.8, "kept", "slower, by less than half"],
  [0.4, 0.8, "kept", "exactly half"],
  [0.399, 0.8, halved, "less than half"],
  [0, 0.8, halved, "nothing at all"],
  [2, 0.8, "kept", "faster"],
] as const)(
  "a path that has %d of the bare code's speed, usually %d, is %s: %s",
  ([ratio, usual, verdict]) => {
    expect(verdictOf(ratio, usual)).toBe(verdict);
  },
);

test("a path made three times slower is found, whatever the machine does meanwhile", async () => {
  // Speeds of the machine, from turn to turn: both paths meet the same.
  const machine = [100, 20, 300, 50, 100, 70, 100];
  const path = (what: string, slowdown: number) => {
    let [own, bare] = [0, 0];
    return {
      what,
      usual: 0.5,
      ours: () => (0.5 * (machine[own++] ?? 0)) / slowdown,
      bare: () => machine[bare++] ?? 0,
    };
  };

  const rows = await besideBare([path("as it was", 1), path("slowed down", 3)], machine.length);

  expect(rows).toMatchObject([
    { what: "as it was", ratio: 0.5, verdict: "kept" },
    { what: "slowed down", verdict: halved },
  ]);
});
