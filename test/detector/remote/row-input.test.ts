import { PassThrough, Writable } from "node:stream";
import { expect, test } from "vitest";
import { rowInput } from "../../../detector/remote/command-lines.ts";
import { healthyRows } from "../traffic.ts";

const rowsAtHand = healthyRows(1);
const lines = {
  format: "csv",
  headerFor: (): string => "head\n",
  encode: (): string => `${"x".repeat(1023)}\n`,
};

/** Adds the row until it is told to wait. @returns how often */
async function addUntilToldToWait(
  stdin: Writable,
): Promise<{ readonly rows: number; readonly wait: Promise<void> }> {
  const input = rowInput(stdin, lines);
  for (const [before, row] of rowsAtHand.entries()) {
    const wait = input.add(row);
    if (wait !== undefined) return { rows: before + 1, wait: wait.finally(() => undefined) };
  }
  return Promise.reject(new Error("it takes everything"));
}

test("a program that does not read has at most a pipe full waiting for it", async () => {
  const deaf = new Writable({ write: () => undefined });

  const { rows } = await addUntilToldToWait(deaf);

  expect(rows).toBe(64);
  expect(deaf.writableLength).toBeLessThanOrEqual(65_536 + 1024);
});

test.for(["read", "closed", "broken"] as const)("waiting ends when what waits is %s", async (fate) => {
  const stdin = new PassThrough({ highWaterMark: 1024 });
  stdin.on("error", () => undefined);
  const { wait } = await addUntilToldToWait(stdin);

  if (fate === "read") stdin.resume();
  if (fate === "closed") stdin.destroy();
  if (fate === "broken") stdin.destroy(new Error("EPIPE"));

  await expect(wait).resolves.toBeUndefined();
});

test("a pipe that breaks was cut short, one that is closed was not", () => {
  const stdin = new PassThrough();
  const input = rowInput(stdin, lines);

  expect(input.wasCutShort()).toBe(false);
  stdin.emit("error", new Error("EPIPE"));
  expect(input.wasCutShort()).toBe(true);
});

test("without a row there is no header, for the row says of which log it is", async () => {
  const stdin = new PassThrough({ encoding: "utf8" });

  rowInput(stdin, lines).end();

  expect(await stdin.toArray()).toEqual([]);
});
