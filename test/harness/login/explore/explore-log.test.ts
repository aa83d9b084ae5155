import { expect, test } from "vitest";
import { exploreLog } from "../../../../harness/files/explore-log.ts";
import type { AddressRow } from "../../../../report/login/explore/exploration.ts";
import { testFolder } from "../../folder.ts";
import { explored, fileWith, header, seenIn, small } from "./explored-log.ts";

test("a log is counted by address, by hour and in total", async () => {
  const { rows, rarer, ...whole } = await explored(small);

  expect(whole).toEqual({
    attempts: 5,
    successes: 2,
    failures: { wrong_username: 1, wrong_password: 1, account_locked: 1 },
    firstMs: Date.parse("2018-11-01T00:10:00Z"),
    lastMs: Date.parse("2018-11-01T01:00:01Z"),
    truth: "unknown",
    users: { count: 3, bound: "exact" },
    addresses: { count: 2, bound: "exact" },
    attackAddresses: 0,
    bars: {
      widthHours: 1,
      bars: [
        { index: 428_064, counts: [2, 1] },
        { index: 428_065, counts: [1, 1] },
      ],
    },
    byAddress: [
      { x: 4, y: 1, origin: "unknown", count: 1, example: "203.0.113.9" },
      { x: 1, y: 1, origin: "unknown", count: 1, example: "198.51.100.7" },
    ],
    byAddressHour: [
      { x: 2, y: 1, origin: "unknown", count: 1, example: "203.0.113.9" },
      { x: 1, y: 0, origin: "unknown", count: 1, example: "198.51.100.7" },
      { x: 1, y: 0.5, origin: "unknown", count: 1, example: "203.0.113.9" },
    ],
    notes: [],
  });
  expect(rarer).toBeUndefined();
  expect(rows).toMatchObject([
    {
      ip: "203.0.113.9",
      attempts: 4,
      successes: 1,
      failures: { wrong_username: 1, wrong_password: 1, account_locked: 1 },
      users: { count: 2, bound: "exact" },
      firstMs: Date.parse("2018-11-01T00:10:00Z"),
      lastMs: Date.parse("2018-11-01T01:00:01Z"),
      hours: 2,
      origin: "unknown",
    },
    { ip: "198.51.100.7", attempts: 1, users: { count: 1 }, hours: 1 },
  ]);
});

test("the order of the rows changes no count", async () => {
  const { rows } = await explored(small);
  const shuffled = await explored(small.toReversed());

  expect(shuffled.rows.map(addressFigures)).toEqual(rows.map(addressFigures));
  expect(shuffled.notes).toEqual([]);
});

function addressFigures({ ip, attempts, users, hours, firstMs }: AddressRow): readonly unknown[] {
  return [ip, attempts, users.count, hours, firstMs];
}

test("with a list of attacks an address that attacked once is an attack address, but its other hours are not attacks", async () => {
  const attacksPath = fileWith("attacks.csv", [
    "start,end,source_ip",
    "2018-11-01 00:10:00,2018-11-01 00:30:00,203.0.113.9",
  ]);
  const file = { log: fileWith("log.csv", [header, ...small]), attacksPath };

  const exploration = await seenIn(file);

  expect(exploration).toMatchObject({ truth: "known", attackAddresses: 1 });
  expect(exploration.rows.map(({ ip, origin }) => [ip, origin])).toEqual([
    ["203.0.113.9", "attack"],
    ["198.51.100.7", "other"],
  ]);
  expect(exploration.byAddressHour.map(({ origin }) => origin)).toEqual(["attack", "other", "other"]);
});

test("a labelled log shows which rows are attacks", async () => {
  const logPath = fileWith("labelled.csv", [
    "index,at,source_ip,username,outcome,failure_reason,mode,incident",
    "0,2020-01-01T00:00:00.000000Z,203.0.113.9,admin,failure,wrong_password,spray,spray-1",
    "1,2020-01-01T00:00:01.000000Z,198.51.100.7,anna,success,,flash-sale,",
  ]);

  const exploration = await seenIn({ log: logPath });

  expect(exploration.rows.map(({ origin }) => origin)).toEqual(["other", "attack"]);
});

test("progress is reported for every attempt, and unreadable lines are counted", async () => {
  const logPath = fileWith("log.csv", [header, ...small, "2018-11-01 00:10:00,,admin,True,"]);
  let attempts = 0;

  const { skipped } = await exploreLog({ log: logPath, out: testFolder(), onRow: () => (attempts += 1) });

  expect(attempts).toBe(5);
  expect(skipped).toEqual({ skipped: 1, reasons: [{ line: 7, reason: "source_ip is empty" }] });
});

test.for([
  ["a log of another kind", "2018-12-30 07:29:44,814,INFO,Response_time:0.0164491", "NOT_A_LOGIN_LOG"],
  ["a log without a row", header, "NOTHING_TO_EXPLORE"],
  ["a log of damaged rows", `${header}\nnonsense`, "NOTHING_TO_EXPLORE"],
  ["an empty file", "", "LOG_EMPTY"],
  ["no log at all", "hello", "UNKNOWN_LOG_FORMAT"],
] as const)("%s is refused", async ([, text, code]) => {
  const order = { log: fileWith("log.csv", [text]), out: testFolder(), onRow: () => undefined };

  await expect(exploreLog(order)).rejects.toMatchObject({ kind: "usage", code });
});
