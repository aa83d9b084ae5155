import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, parseInstant } from "../../../domain/time/instant.ts";

test("every instant is written in UTC with six decimals", () => {
  expect(formatInstant(1_577_836_800_013.5)).toBe("2020-01-01T00:00:00.013500Z");
});

test("formatting agrees with the platform's calendar to the millisecond", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (atMs) => {
      expect(formatInstant(atMs)).toBe(new Date(atMs).toISOString().replace("Z", "000Z"));
    }),
  );
});

test("parsing a formatted instant gives the same microsecond", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), (atMicros) => {
      expect(parseInstant(formatInstant(atMicros / 1000))).toBe(atMicros / 1000);
    }),
  );
});

test.for([
  ["2020-02-30T00:00:00Z", "February has no 30th"],
  ["2020-01-01T24:00:00Z", "the day ends at 23:59"],
  ["2020-01-01 00:00:00", "no zone"],
  ["2020-01-01T00:00:00.1234567Z", "seven decimals"],
] as const)("%s is not an instant: %s", ([text]) => {
  expect(parseInstant(text)).toBeUndefined();
});
