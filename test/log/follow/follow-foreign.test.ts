import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, onTestFinished, test } from "vitest";
import type { Observation } from "../../../domain/sources.ts";
import { newClockOrigin, realClock } from "../../../harness/clock/clock.ts";
import { followObservedLog, streamObservedLog } from "../../../log/follow/follow-observed.ts";
import type { LogWords } from "../../../log/source.ts";
import { containing, temporaryFolder, utc } from "../rows.ts";

function follow(path: string, words: LogWords, from: "start" | "end" = "start") {
  const clock = realClock(newClockOrigin());
  const rows: Observation[] = [];
  const onRows = (batch: readonly Observation[]): void => void rows.push(...batch);
  const following = followObservedLog({ path, from, words, clock, utcOffsetMs: utc, onRows });
  onTestFinished(async () => {
    await following.stop().catch(() => undefined);
    await clock.close();
  });
  return { ...following, rows };
}

function line(path: string, behind: string): string {
  return `192.0.2.7 - - [03/Mar/2031:04:05:06 +0000] "GET ${path} HTTP/1.1" 200 512 "-" "probe"${behind}\n`;
}

test("a web server's log is followed in the format of its first lines, through lines that do not fit", async () => {
  const log = join(temporaryFolder(), "access.log");
  writeFileSync(log, line("/a", " 0.001"));
  const { rows, drain, skipped } = follow(log, {});

  await drain();
  appendFileSync(log, line("/cut", "") + line("/b", " 0.002"));
  await drain();

  expect(rows).toMatchObject([
    { index: 0, path: "/a", responseMs: 1 },
    { index: 1, path: "/b", responseMs: 2 },
  ]);
  expect(skipped()).toMatchObject({ skipped: 1, reasons: [{ line: 2 }] });
});

test("so is one of which only new lines are read", async () => {
  const log = join(temporaryFolder(), "access.log");
  writeFileSync(log, line("/old", " 0.001"));
  const { rows, drain } = follow(log, {}, "end");

  await drain();
  appendFileSync(log, line("/new", " 0.002"));
  await drain();

  expect(rows).toMatchObject([{ path: "/new", responseMs: 2 }]);
});

test("what the user says about a log is true of every line, also where the file begins later", async () => {
  const log = join(temporaryFolder(), "access.log");
  const { rows, drain, skipped } = follow(log, { format: '$remote_addr "$request" $status $time_local' });

  writeFileSync(log, '192.0.2.7 "GET /a HTTP/1.1" 200 03/Mar/2031:04:05:06 +0000\n');
  appendFileSync(log, line("/another", " 0.001"));
  await drain();

  expect(rows).toMatchObject([{ path: "/a", status: 200 }]);
  expect(skipped().skipped).toBe(1);
});

test("a number of which nothing says the unit ends the following with what would settle it", async () => {
  const log = join(temporaryFolder(), "access.log");
  writeFileSync(log, line("/a", " 32839"));
  const { drain } = follow(log, {});

  await expect(drain()).rejects.toMatchObject({
    code: "IMPORT_AMBIGUOUS",
    message: containing("number 10 (32839)"),
    advice: containing("--unit"),
  });
});

test("a stream is read as a file is", async () => {
  const rows: Observation[] = [];
  const skipped = await streamObservedLog({
    name: "standard input",
    stream: Readable.from([Buffer.from(line("/a", " 41")), Buffer.from(line("/b", " 42"))]),
    signal: new AbortController().signal,
    utcOffsetMs: utc,
    words: { unit: "ms" },
    onRows: (batch) => void rows.push(...batch),
  });

  expect(rows).toMatchObject([
    { path: "/a", responseMs: 41 },
    { path: "/b", responseMs: 42 },
  ]);
  expect(skipped.skipped).toBe(0);
});
