import { expect, test } from "vitest";
import { explorationText, pivotRows } from "../../../../report/login/explore/tables.ts";
import { explored, hostile, row } from "./explored.ts";

test("the table by address has a row for each, with counts by reason and instants in full", () => {
  const [head = [], ...rows] = pivotRows(explored);

  expect(head.join(",")).toBe(
    "source_ip,attempts,successes,failures,wrong_username,wrong_password,account_locked,distinct_users,first_at,last_at,hours_active",
  );
  expect(rows.map((cells) => cells.join(","))).toEqual([
    "203.0.113.9,4,1,3,2,1,0,3,2018-11-01T00:00:00.000000Z,2018-11-01T00:00:03.000000Z,1",
  ]);
});

test("where the truth is known the table says what was an attack", () => {
  const rows = [
    ...pivotRows({
      ...explored,
      truth: "known",
      rows: [
        { ...row, origin: "attack" },
        { ...row, origin: "other" },
      ],
    }),
  ];

  expect(rows.map((cells) => cells.at(-1))).toEqual(["attack", "true", "false"]);
});

test("addresses that were too many stand in one row at the end, with as many cells", () => {
  const rarer = { addresses: 7, attempts: 9, successes: 2, failures: row.failures };

  const [head = [], , last = []] = pivotRows({ ...explored, rarer });

  expect(last.slice(0, 4)).toEqual(["(7 rarer addresses)", "9", "2", "7"]);
  expect(last).toHaveLength(head.length);
});

test("a terminal sees the figures and the addresses with most attempts", () => {
  expect(explorationText(explored).split("\n")).toEqual([
    "attempts   4 from 2018-11-01 00:00:00 to 2018-11-01 00:00:03 UTC",
    "addresses  1",
    "users      3",
    "failures   3 (75 %): 2 wrong_username, 1 wrong_password",
    "",
    "By address:",
    "address      attempts  failed  users",
    "203.0.113.9  4         75 %    3",
    "",
  ]);
});

test("what is not exact is said", () => {
  const text = explorationText({
    ...explored,
    truth: "known",
    attackAddresses: 2,
    addresses: { count: 12_345, bound: "at-most" },
    users: { count: 200_000, bound: "at-least" },
    rows: Array.from({ length: 11 }, () => ({ ...row, origin: "attack" as const })),
    notes: ["Not all are counted."],
  });

  expect(text).toContain("addresses  at most 12,345, 2 of them attacking\n");
  expect(text).toContain("users      200,000 or more\n");
  expect(text).toContain("The 10 addresses with most attempts:\n");
  expect(text).toMatch(/yes\nNot all are counted\.\n$/);
});

test("what a stranger wrote cannot move the cursor, turn the writing or break a line", () => {
  const foreign = { ...explored, rows: [{ ...row, ip: hostile }] };

  const written = explorationText(foreign) + [...pivotRows(foreign)].join("\n");

  expect(written.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  expect(written).toContain(String.raw`\x1b[2J\u{202e}`);
});
