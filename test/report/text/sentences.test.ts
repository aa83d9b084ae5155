import { expect, test } from "vitest";
import { plural } from "../../../domain/text/printable.ts";
import { wrap } from "../../../report/text/paint.ts";
import { arl0Sentence, durationText, elapsedText, withinText } from "../../../report/text/sentences.ts";

test.for([
  [0, "0 ms"],
  [0.0314, "0.0314 ms"],
  [14.23, "14.2 ms"],
  [500, "500 ms"],
  [999.4, "999 ms"],
  [999.6, "1 s"],
  [2516.7, "2.52 s"],
  [3000, "3 s"],
  [253_100, "253 s"],
  [1_234_567, "1235 s"],
  [-470, "-470 ms"],
] as const)("%d ms reads %s", ([ms, text]) => {
  expect(durationText(ms)).toBe(text);
});

test.for([
  [0, "00:00"],
  [59_999, "00:59"],
  [253_100, "04:13"],
  [3_600_000, "1:00:00"],
  [-5, "00:00"],
] as const)("%d ms into a drill is %s", ([ms, text]) => {
  expect(elapsedText(ms)).toBe(text);
});

test("one is singular, none and many are not", () => {
  const texts = [0, 1, 2].map((count) => plural(count, "false alarm"));

  expect(texts).toEqual(["0 false alarms", "1 false alarm", "2 false alarms"]);
});

test("a deadline says what it counts", () => {
  const texts = ([10, 1, "3s", "250ms"] as const).map(withinText);

  expect(texts).toEqual([
    "within 10 affected observations",
    "within 1 affected observation",
    "within 3 s of the switch",
    "within 250 ms of the switch",
  ]);
});

test("a sentence breaks between words, and a long word stands alone uncut", () => {
  const lines = wrap("one two three aVeryLongWordIndeed four", 9, "  ");

  expect(lines).toEqual(["one two", "  three", "  aVeryLongWordIndeed", "  four"]);
});

test("a promise that does not hold is said with its measure, and with what to do", () => {
  const worth = { promised: 10_000, expected: 300, rankAutocorrelation: 0.481, rows: 2000 };

  expect(arl0Sentence(worth)).toBe(
    "Rows depend on each other (rank autocorrelation 0.48 at lag 1, in 2,000 rows): expect a false alarm about every 300 rows instead of 10,000. firedrill tune finds a threshold that keeps the rate.",
  );
});
