import { PassThrough, Writable } from "node:stream";
import { expect, test } from "vitest";
import { rowInput } from "../../../detector/remote/command-lines.ts";
import { healthyRows } from "../traffic.ts";

const rows = healthyRows(1);
const lines = {
  format: "csv",
  headerFor: (): string => "head\n",
  encode: (): string => `${"x".repeat(1023)}\n`,
};

/** Adds rows until the pipe is full. @returns their number and the promise to wait for */
async function addUntilFull(
  stdin: Writable,
): Promise<{ readonly rowCount: number; readonly wait: Promise<void> }> {
  const input = rowInput(stdin, lines);
  for (const [before, row] of rows.entries()) {
    const wait = input.add(row);
    if (wait !== undefined) return { rowCount: before + 1, wait: wait.finally(() => undefined) };
  }
  return Promise.reject(new Error("the input never filled"));
}

test("at most a full pipe waits for a program that does not read", async () => {
  const stdin = new Writable({ write: () => undefined });

  const { rowCount } = await addUntilFull(stdin);

  expect(rowCount).toBe(64);
  expect(stdin.writableLength).toBeLessThanOrEqual(65_536 + 1024);
});

test.for(["read", "closed", "broken"] as const)("waiting ends when the pipe is %s", async (event) => {
  const stdin = new PassThrough({ highWaterMark: 1024 });
  stdin.on("error", () => undefined);
  const { wait } = await addUntilFull(stdin);

  if (event === "read") stdin.resume();
  if (event === "closed") stdin.destroy();
  if (event === "broken") stdin.destroy(new Error("EPIPE"));

  await expect(wait).resolves.toBeUndefined();
});

test("an input is cut short when its pipe breaks", () => {
  const stdin = new PassThrough();
  const input = rowInput(stdin, lines);

  expect(input.wasCutShort()).toBe(false);
  stdin.emit("error", new Error("EPIPE"));
  expect(input.wasCutShort()).toBe(true);
});

test("without a row there is no header, because the row determines the log source", async () => {
  const stdin = new PassThrough({ encoding: "utf8" });

  rowInput(stdin, lines).end();

  expect(await stdin.toArray()).toEqual([]);
});
