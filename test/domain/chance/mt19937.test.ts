import { expect, test } from "vitest";
import type { MersenneTwister } from "../../../domain/chance/mt19937.ts";
import { twisterFromWord, twisterFromWords } from "../../../domain/chance/mt19937.ts";

/** The word after this many others. */
function wordAfter({ word }: MersenneTwister, before: number): number {
  for (let skipped = 0; skipped < before; skipped += 1) word();
  return word();
}

test("word 10,000 of the default seed is the one in the C++ standard", () => {
  expect(wordAfter(twisterFromWord(5489), 9999)).toBe(4_123_659_995);
});

test("the key of the authors' test gives their first words", () => {
  const { word } = twisterFromWords([0x123, 0x234, 0x345, 0x456]);

  expect([word(), word(), word(), word(), word()]).toEqual([
    1_067_595_299, 955_945_823, 477_289_528, 4_107_218_783, 4_228_976_476,
  ]);
});

test("a key longer than the state is used completely", () => {
  const long = Array.from({ length: 700 }, (_, at) => at);

  const words = new Set([twisterFromWords(long).word(), twisterFromWords([...long.slice(0, -1), 1]).word()]);

  expect(words.size).toBe(2);
});

test("a uniform draw takes the upper bits of two words", () => {
  const { uniform } = twisterFromWord(0);

  expect([uniform(), uniform(), uniform()]).toEqual([
    0.5488135039273248, 0.7151893663724195, 0.6027633760716439,
  ]);
});
