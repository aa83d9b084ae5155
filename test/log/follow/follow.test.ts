import { appendFileSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { newClockOrigin, realClock } from "../../../harness/clock/clock.ts";
import { followLog } from "../../../log/follow/follow.ts";
import type { FollowOptions, Following } from "../../../log/follow/follow.ts";
import type { Line } from "../../../log/files/lines.ts";
import { temporaryFolder } from "../rows.ts";

function wallClock() {
  const clock = realClock(newClockOrigin());
  onTestFinished(() => clock.close());
  return clock;
}

interface Followed extends Following {
  readonly lines: string[];
  /** Resolves when this line is handed over. */
  readonly sees: (line: string) => Promise<void>;
}

function spell(line: Line): string {
  return line.kind === "text" ? line.text : `<${line.kind}>`;
}

function follow(path: string, options: Partial<FollowOptions> = {}): Followed {
  const lines: string[] = [];
  const expected = new Map<string, () => void>();
  const onLines = (batch: readonly Line[]): void => {
    for (const line of batch.map(spell)) {
      lines.push(line);
      expected.get(line)?.();
    }
  };
  const following = followLog({ path, from: "start", clock: wallClock(), onLines, ...options });
  onTestFinished(() => following.stop().catch(() => undefined));
  const sees = (line: string): Promise<void> =>
    lines.includes(line) ? Promise.resolve() : new Promise((resolve) => expected.set(line, resolve));
  return { ...following, lines, sees };
}

const nameIn = (folder: string): string => join(folder, "a.log");

test("lines that are there and lines that come are handed over in order", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "1\n2\n");
  const { lines, sees } = follow(path);

  await sees("2");
  appendFileSync(path, "3\n");
  await sees("3");

  expect(lines).toEqual(["1", "2", "3"]);
});

test("a change is seen without a poll", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "");
  const { sees, lines } = follow(path, { pollMs: 3_600_000 });

  appendFileSync(path, "1\n");
  await sees("1");

  expect(lines).toEqual(["1"]);
});

test("a file in a folder that does not exist yet is followed from its start once it is there", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "later", "a.log");
  const { lines, sees, drain } = follow(path, { from: "end" });
  await drain();

  renameSync(temporaryFolderWith("a.log", "1\n"), join(folder, "later"));
  await sees("1");

  expect(lines).toEqual(["1"]);
});

function temporaryFolderWith(name: string, content: string): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, name), content);
  return folder;
}

test("from the end, only lines that begin afterwards are handed over", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "old\n");
  const { lines, drain } = follow(path, { from: "end" });

  appendFileSync(path, "new\n");
  await drain();

  expect(lines).toEqual(["new"]);
});

test("from the end inside a line, the rest of that line is left out", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "old\nhal");
  const { lines, drain } = follow(path, { from: "end" });

  appendFileSync(path, "f\nnew\n");
  await drain();

  expect(lines).toEqual(["new"]);
});

test("a half line is kept until its end arrives, also when it is cut inside a character", async () => {
  const path = nameIn(temporaryFolder());
  const [first, second] = [Buffer.from("1\n2 €\n").subarray(0, 5), Buffer.from("1\n2 €\n").subarray(5)];
  writeFileSync(path, first);
  const { lines, drain } = follow(path);
  await drain();
  const before = [...lines];

  appendFileSync(path, second);
  await drain();

  expect(before).toEqual(["1"]);
  expect(lines).toEqual(["1", "2 €"]);
});

test("after a rename the old file is read to its end before the new one is begun", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "1\n");
  const { lines, drain } = follow(path);
  await drain();

  appendFileSync(path, "2\n");
  renameSync(path, `${path}.1`);
  appendFileSync(`${path}.1`, "3\n");
  writeFileSync(path, "4\n");
  await drain();

  expect(lines).toEqual(["1", "2", "3", "4"]);
});

test("a new file that is still empty does not end the old one", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "1\n");
  const { lines, drain } = follow(path);
  await drain();

  renameSync(path, `${path}.1`);
  writeFileSync(path, "");
  await drain();
  appendFileSync(`${path}.1`, "2\n");
  appendFileSync(path, "3\n");
  await drain();

  expect(lines).toEqual(["1", "2", "3"]);
});

test("the unfinished last line of a file that was renamed away is a line", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "1\n2");
  const { lines, drain } = follow(path);
  await drain();

  renameSync(path, `${path}.1`);
  writeFileSync(path, "3\n");
  await drain();

  expect(lines).toEqual(["1", "2", "3"]);
});

test("a truncated file is read again from its start, and the line it was cut in is told", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "1\n2\nhalf");
  const { lines, drain } = follow(path);
  await drain();

  truncateSync(path, 0);
  appendFileSync(path, "3\n");
  await drain();

  expect(lines).toEqual(["1", "2", "<cut>", "3"]);
});

test("a file rewritten to a greater length between two looks is read again from its start", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "1\n");
  const { lines, drain } = follow(path);
  await drain();

  writeFileSync(path, "2\n3\n4\n");
  await drain();

  expect(lines).toEqual(["1", "2", "3", "4"]);
});

test("a line longer than 64 KiB is told and not kept", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, `${"x".repeat(1_000_000)}\n1\n`);
  const { lines, drain } = follow(path);

  await drain();

  expect(lines).toEqual(["<oversize>", "1"]);
});

test("a long backlog comes in batches of at most 64 KiB, one after the other", async () => {
  const path = nameIn(temporaryFolder());
  const written = Array.from({ length: 40_000 }, (_, index) => `line ${index}`);
  writeFileSync(path, written.map((line) => `${line}\n`).join(""));
  const seen: string[] = [];
  let [busy, largest] = [0, 0];
  const { drain } = follow(path, {
    onLines: async (batch) => {
      busy += 1;
      await Promise.resolve();
      const texts = batch.map(spell);
      largest = Math.max(largest, busy, texts.join("\n").length);
      seen.push(...texts);
      busy -= 1;
    },
  });

  await drain();

  expect(seen).toEqual(written);
  expect(largest).toBeLessThanOrEqual(2 * 65_536);
  expect(busy).toBe(0);
});

test("draining with nothing there, and after the stop, is done at once", async () => {
  const { drain, stop, lines } = follow(nameIn(temporaryFolder()));

  await drain();
  await stop();
  await drain();

  expect(lines).toEqual([]);
});

test("after the stop nothing is read any more", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "1\n");
  const { lines, drain, stop } = follow(path);
  await drain();

  await stop();
  appendFileSync(path, "2\n");
  await drain();

  expect(lines).toEqual(["1"]);
});

test("a signal stops it as well", async () => {
  const controller = new AbortController();
  const { ended } = follow(nameIn(temporaryFolder()), { signal: controller.signal });

  controller.abort();

  await expect(ended).resolves.toBeUndefined();
});

test("what the reader of the lines throws ends the following and is passed on", async () => {
  const path = nameIn(temporaryFolder());
  writeFileSync(path, "1\n");
  const { ended, drain, stop } = follow(path, {
    onLines: () => {
      throw new RangeError("broken");
    },
  });

  await expect(ended).rejects.toThrow("broken");
  await expect(drain()).rejects.toThrow("broken");
  await expect(stop()).rejects.toThrow("broken");
});

test("a folder cannot be followed", async () => {
  await expect(follow(temporaryFolder()).ended).rejects.toMatchObject({ code: "LOG_NOT_READABLE" });
});
