import { expect, test } from "vitest";
import { rowsRead } from "../../../cli/commands/explore.ts";

/** An output that records what is written, and a clock that returns these times. */
function watched(isTTY: boolean, timesMs: readonly number[]) {
  const written: string[] = [];
  const times = timesMs[Symbol.iterator]();
  const write = (text: string): unknown => written.push(text);
  const progress = rowsRead({ isTTY, write }, () => Number(times.next().value));
  const attempts = (count: number): void => {
    for (let at = 0; at < count; at += 1) progress.onRow();
  };
  return { written, attempts, clear: progress.clear };
}

const erase = "\r\u001B[2K";

test("on a terminal the line shows the number of rows at most ten times a second, and is erased", () => {
  const { written, attempts, clear } = watched(true, [1000, 1099, 1100]);

  attempts(3 * 2048);
  clear();

  expect(written).toEqual([`${erase}2,048 rows read`, `${erase}6,144 rows read`, erase]);
});

test("a log that is read at once shows nothing and erases nothing", () => {
  const { written, attempts, clear } = watched(true, []);

  attempts(2047);
  clear();

  expect(written).toEqual([]);
});

test("without a terminal a new line appears every 10 s, and nothing before", () => {
  const { written, attempts, clear } = watched(false, [1000, 10_999, 11_000, 20_999, 21_000]);

  attempts(4 * 2048);
  clear();

  expect(written).toEqual(["4,096 rows read\n", "8,192 rows read\n"]);
});
