import { expect, test } from "vitest";
import { attemptsRead } from "../../../cli/commands/explore.ts";

/** A terminal, or a file, that keeps what it is told, and the time as it is asked for. */
function watched(isTTY: boolean, timesMs: readonly number[]) {
  const written: string[] = [];
  const times = timesMs[Symbol.iterator]();
  const write = (text: string): unknown => written.push(text);
  const progress = attemptsRead({ isTTY, write }, () => Number(times.next().value));
  const attempts = (count: number): void => {
    for (let at = 0; at < count; at += 1) progress.onAttempt();
  };
  return { written, attempts, clear: progress.clear };
}

const emptied = "\r\u001B[2K";

test("the line says how many attempts were read, at most ten times a second, and is taken away", () => {
  const { written, attempts, clear } = watched(true, [1000, 1099, 1100]);

  attempts(3 * 2048);
  clear();

  expect(written).toEqual([`${emptied}2,048 attempts read`, `${emptied}6,144 attempts read`, emptied]);
});

test("of a log that is read at once nothing is shown, so that nothing is taken away", () => {
  const { written, attempts, clear } = watched(true, []);

  attempts(2047);
  clear();

  expect(written).toEqual([]);
});

test("a file is told nothing", () => {
  const { written, attempts, clear } = watched(false, [1000]);

  attempts(5000);
  clear();

  expect(written).toEqual([]);
});
