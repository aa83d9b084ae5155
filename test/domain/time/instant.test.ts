import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, parseGivenInstant, parseInstant, yearNote } from "../../../domain/time/instant.ts";

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

test.for([
  ["1969-12-31T23:59:59.999999Z", undefined, "before the first instant"],
  ["1970-01-01T00:00:00Z", 0, "the first instant"],
  ["9998-12-31T23:59:59Z", 253_370_764_799_000, "the last second"],
  ["9999-01-01T00:00:00Z", undefined, "after the last one"],
  ["2020-02-30T00:00:00Z", undefined, "a day that does not exist"],
] as const)("%s from outside is read as %s: %s", ([text, atMs]) => {
  expect(parseGivenInstant(text)).toBe(atMs);
});

test.for([
  ["1969-12-31T23:59:59Z", true],
  ["31/Dec/1969:23:59:59 +0000", true],
  ["12026-01-01T00:00:00Z", true],
  ["9999-01-01 00:00:00", true],
  ["9998-12-31", false],
  ["1970-01-01", false],
  ["yesterday", false],
  ["1763647380123", false],
] as const)("whether %s lies outside the years that can be read is noted: %s", ([text, expected]) => {
  expect(yearNote(text)).toBe(expected ? " (years from 1970 to 9998 can be read)" : "");
});
