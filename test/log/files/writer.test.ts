import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { appendObservedLog, openLabelledLog, openObservedLog } from "../../../log/files/writer.ts";
import { containing, rowAt, temporaryFolder, utc } from "../rows.ts";

const csv = { source: "response", format: "csv", bufferBytes: 0, utcOffsetMs: utc } as const;

test("without a buffer every row is in the file when it has been written", () => {
  const path = join(temporaryFolder(), "observed.csv");
  const log = openObservedLog({ ...csv, path });

  const linesSeen = [0, 1, 2].map((index) => {
    log.write(rowAt(index));
    return readFileSync(path, "utf8").split("\n").length - 1;
  });
  log.close();

  expect(linesSeen).toEqual([2, 3, 4]);
});

test("with a buffer rows are held back until it is full or the log is closed", () => {
  const path = join(temporaryFolder(), "observed.csv");
  const log = openObservedLog({ ...csv, path, bufferBytes: 65_536 });

  log.write(rowAt(0));
  const before = readFileSync(path, "utf8");
  log.close();

  expect(before).toBe("");
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(3);
});

test("the labelled log has the truth behind the columns of the observed one", () => {
  const path = join(temporaryFolder(), "labelled.csv");
  const log = openLabelledLog({ path, source: "response", format: "csv", bufferBytes: 0 });

  log.write({ observation: rowAt(0), truth: { mode: "normal" } });
  log.write({ observation: rowAt(1), truth: { mode: "attack", incident: "attack-1" } });
  log.close();

  const [header, healthy, affected] = readFileSync(path, "utf8").split("\n");
  expect(header).toMatch(/,status,error,mode,incident$/);
  expect(healthy).toMatch(/,200,,normal,$/);
  expect(affected).toMatch(/,200,,attack,attack-1$/);
});

test("an existing file is not overwritten", () => {
  const path = join(temporaryFolder(), "observed.csv");
  writeFileSync(path, "mine");

  expect(() => openObservedLog({ ...csv, path })).toThrow(
    expect.objectContaining({ kind: "usage", code: "LOG_EXISTS", message: containing(path) }),
  );
  expect(readFileSync(path, "utf8")).toBe("mine");
});

test("the original's log goes on behind what an earlier run left, and ends its half line first", () => {
  const path = join(temporaryFolder(), "server_response.csv");
  writeFileSync(path, "2018-12-30 07:29:44,814,INFO,Response_time:0.0164491\n2018-12-30 07:29:4");

  const log = appendObservedLog({ path, source: "response", utcOffsetMs: utc });
  log.write(rowAt(0));
  log.close();

  expect(readFileSync(path, "utf8").split("\n")).toEqual([
    "2018-12-30 07:29:44,814,INFO,Response_time:0.0164491",
    "2018-12-30 07:29:4",
    "2020-01-01 00:00:00,013,INFO,Response_time:0.0135",
    "",
  ]);
});

test.for([
  ["nowhere/observed.csv", "its folder does not exist (ENOENT)"],
  ["file/observed.csv", "a part of the path is a file, not a folder (ENOTDIR)"],
] as const)("a log at %s cannot be written: %s", ([name, reason]) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "");
  const path = join(folder, name);

  expect(() => openObservedLog({ ...csv, path })).toThrow(
    expect.objectContaining({
      kind: "drill",
      code: "LOG_NOT_WRITABLE",
      message: `${path} cannot be written: ${reason}.`,
    }),
  );
});

test("a folder is no log", () => {
  const path = join(temporaryFolder(), "folder");
  mkdirSync(path);

  expect(() => appendObservedLog({ path, source: "response", utcOffsetMs: utc })).toThrow(
    expect.objectContaining({ code: "LOG_NOT_WRITABLE", message: containing("it is a folder") }),
  );
});

test("a full disk is named when the row is written", () => {
  const log = appendObservedLog({ path: "/dev/full", source: "response", utcOffsetMs: utc });

  expect(() => log.write(rowAt(0))).toThrow(
    expect.objectContaining({
      kind: "drill",
      code: "LOG_NOT_WRITABLE",
      message: "/dev/full cannot be written: the disk is full (ENOSPC).",
    }),
  );
  expect(() => log.close()).not.toThrow();
});

test("closing twice is closing once, and writing afterwards is a mistake in the program", () => {
  const log = openObservedLog({ ...csv, path: join(temporaryFolder(), "observed.csv") });

  log.close();
  log.close();

  expect(() => log.write(rowAt(0))).toThrow(RangeError);
});
