import { expect, test } from "vitest";
import { parseWithin } from "../../domain/gate.ts";

test.for([
  [10, { kind: "observations", count: 10 }],
  ["10", { kind: "observations", count: 10 }],
  ["250ms", { kind: "time", ms: 250 }],
  ["1.5s", { kind: "time", ms: 1500 }],
  ["5m", { kind: "time", ms: 300_000 }],
  ["2h", { kind: "time", ms: 7_200_000 }],
] as const)("the deadline %s is understood", ([within, deadline]) => {
  expect(parseWithin(within)).toEqual(deadline);
});

test.for(["0", "0s", "1.5", "-1s", "3 s", "3min", "soon", "Infinity", ""])(
  "the deadline %j is refused",
  (within) => {
    expect(() => parseWithin(within)).toThrow(`Invalid deadline "${within}".`);
  },
);
