import fc from "fast-check";
import { expect, test } from "vitest";
import { wholeNumber } from "../../mock-server/route.ts";

test("whole numbers of up to 15 digits are parsed exactly", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (value) => {
      expect(wholeNumber(String(value))).toBe(value);
    }),
  );
});

test.for(["", " 1", "-1", "+1", "1.0", "1e3", "0x10", "१", "1234567890123456", undefined, ["1"]])(
  "%j is not a whole number",
  (text) => {
    expect(wholeNumber(text)).toBeUndefined();
  },
);
