import fc from "fast-check";
import { expect, test } from "vitest";

import { closestName, editDistance } from "../../detector/closest-name.ts";

test.for([
  ["knn", "knn", 0],
  ["kn", "knn", 1],
  ["nkn", "knn", 2],
  ["", "knn", 3],
  ["kitten", "sitting", 3],
] as const)("from %j to %j it takes %i edits", ([from, to, edits]) => {
  expect(editDistance(from, to)).toBe(edits);
});

test("there and back take as many edits", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(editDistance(one, other)).toBe(editDistance(other, one));
    }),
  );
});

test.for([
  ["treshold", "threshold"],
  ["knm", "knn"],
  ["knn-orginal", "knn-original"],
  ["lstm", undefined],
] as const)("%s probably means %s", ([asked, meant]) => {
  expect(closestName(asked, ["knn", "knn-original", "threshold"])).toBe(meant);
});
