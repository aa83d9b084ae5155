import { expect, test } from "vitest";
import { hashText } from "../../../domain/chance/random.ts";

test.for([
  ["", 0x811c9dc5, "the offset basis"],
  ["a", 0xe40c292c, "of the published vectors"],
  ["foobar", 0xbf9cf968, "another of them"],
] as const)("the hash of %j is %i: %s", ([text, hash]) => {
  expect(hashText(text)).toBe(hash);
});
