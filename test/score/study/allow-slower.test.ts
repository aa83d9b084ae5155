import { expect, test } from "vitest";
import { notSlower, parseAllowSlower } from "../../../score/study/baseline.ts";

test.for([
  ["0", { kind: "observations", count: 0 }],
  ["1", { kind: "observations", count: 1 }],
  ["10%", { kind: "ratio", ratio: 0.1 }],
  ["2.5%", { kind: "ratio", ratio: 0.025 }],
  ["250ms", { kind: "time", ms: 250 }],
  ["1.5s", { kind: "time", ms: 1500 }],
] as const)("%s is %j", ([text, allowed]) => {
  expect(parseAllowSlower(text)).toEqual(allowed);
});

test.for(["", "1.5", "-1", "10 %", "fast", "1m", "1e3", "99999999999999999999"])(
  "%j is no amount",
  (text) => {
    expect(() => parseAllowSlower(text)).toThrow(
      expect.objectContaining({
        kind: "usage",
        code: "BAD_ALLOW_SLOWER",
        message: `"${text}" is not an amount by which a delay may grow.`,
      }),
    );
  },
);

test("unless told otherwise not one observation more is allowed", () => {
  expect(notSlower).toEqual(parseAllowSlower("0"));
});
