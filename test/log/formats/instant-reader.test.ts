import fc from "fast-check";
import { expect, test } from "vitest";
import { formatInstant, parseInstant } from "../../../domain/time/instant.ts";
import { InstantReader } from "../../../log/formats/numbers.ts";

test("whatever was read before, an instant is what parseInstant says it is", () => {
  const instant = fc.integer({ min: 0, max: 180_000_000 }).map((micros) => formatInstant(micros / 1000));
  const far = fc
    .integer({ min: 0, max: 4_102_444_800_000_000 })
    .map((micros) => formatInstant(micros / 1000));
  const damaged = fc.constantFrom(
    "",
    "2020-02-30T00:00:00Z",
    "1970-01-01T00:00:60Z",
    "1970-01-01T00:00:00",
    "1970-01-01T00:00:00.1234567Z",
    "1970-01-01T00:00:0Z",
    "1970-01-01T00:00:00.5Z",
    "1970-01-01T24:00:00Z",
    "1970-01-01T00:60:00Z",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(instant, far, damaged)), (texts) => {
      const reader = new InstantReader();

      expect(texts.map((text) => reader.read(text))).toEqual(texts.map(parseInstant));
    }),
  );
});
