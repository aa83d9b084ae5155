import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Truth } from "../../../domain/truth.ts";
import { readAttackedLog } from "../../../log/files/read.ts";
import { containing, temporaryFolder } from "../rows.ts";

const log = `datetime,source_ip,username,success,failure_reason
2018-11-01 00:00:00,203.0.113.9,akim,True,
2018-11-01 01:00:00,203.0.113.9,akim,False,error_wrong_password
2018-11-01 01:00:01,203.0.113.9,dba,False,error_wrong_username
2018-11-01 01:00:01,198.51.100.7,bkim,True,
2018-11-01 01:00:01.000001,203.0.113.9,dba,True,
`;
const attacksHeader = "start,end,source_ip";

function files(logText: string, attacksText: string): readonly [string, string] {
  const folder = temporaryFolder();
  const paths = [join(folder, "log.csv"), join(folder, "attacks.csv")] as const;
  writeFileSync(paths[0], logText);
  writeFileSync(paths[1], attacksText);
  return paths;
}

async function truths(logText: string, attacksText: string): Promise<readonly Truth[]> {
  const { rows } = readAttackedLog(...files(logText, attacksText));
  const found: Truth[] = [];
  for await (const { truth } of rows) found.push(truth);
  return found;
}

test("a row is affected by the attack of its address and of its time, both ends included", async () => {
  const attacks = `${attacksHeader}\n2018-11-01 01:00:00,2018-11-01 01:00:01,203.0.113.9\n`;

  const normal = { mode: "normal" };
  const attack = { mode: "attack", incident: "attack-1" };
  expect(await truths(log, attacks)).toEqual([normal, attack, attack, normal, normal]);
});

test("attacks are numbered from 1 in the order of their file", async () => {
  const attacks = `${attacksHeader}
2018-11-01 01:00:01,2018-11-01 02:00:00,203.0.113.9
2018-11-01 00:00:00,2018-11-01 00:30:00,203.0.113.9
`;

  expect((await truths(log, attacks)).map(({ incident }) => incident)).toEqual([
    "attack-2",
    undefined,
    "attack-1",
    undefined,
    "attack-1",
  ]);
});

test("attacks that no row belongs to are counted after the last row", async () => {
  const elsewhere = "2018-11-01 01:00:00,2018-11-01 01:00:01,192.0.2.1";
  const atAnotherTime = "2018-11-01 00:30:00,2018-11-01 00:40:00,203.0.113.9";
  const seen = "2018-11-01 01:00:00,2018-11-01 01:00:01,203.0.113.9";
  const { rows, attacksWithoutRows } = readAttackedLog(
    ...files(log, [attacksHeader, elsewhere, atAnotherTime, seen].join("\n")),
  );

  for await (const row of rows) expect(row.observation.kind).toBe("login");

  expect(attacksWithoutRows()).toBe(2);
});

test("without attacks all rows are honest", async () => {
  expect(new Set(await truths(log, attacksHeader))).toEqual(new Set([{ mode: "normal" }]));
});

test.for([
  [
    "2018-10-31 01:00:00,2018-10-31 23:59:59.999999,203.0.113.9",
    "end 2018-10-31 23:59:59.999999 is before its first row, 2018-11-01 00:00:00",
  ],
  [
    "2018-11-01 01:00:01.000002,2018-11-02 01:00:00,203.0.113.9",
    "start 2018-11-01 01:00:01.000002 is after its last row, 2018-11-01 01:00:01.000001",
  ],
] as const)("an attack outside the log is an error that names line and field: %s", async ([line, why]) => {
  const inside = "2018-10-31 01:00:00,2018-11-01 00:00:00,198.51.100.7";
  const attacks = `${attacksHeader}\n${inside}\n${line}\n`;

  await expect(truths(log, attacks)).rejects.toMatchObject({
    kind: "usage",
    code: "ATTACK_OUTSIDE_LOG",
    message: containing(`log.csv: ${why}.`),
  });
});

test("a log without rows has room for no attack", async () => {
  const attacks = `${attacksHeader}\n2018-11-01 01:00:00,2018-11-01 01:00:01,203.0.113.9\n`;

  await expect(truths(log.split("\n", 1).join(), attacks)).rejects.toMatchObject({
    code: "ATTACK_OUTSIDE_LOG",
    message: containing("which has no rows"),
  });
});

test("a log of responses is refused", () => {
  const paths = files("2018-12-30 07:29:44,814,INFO,Response_time:0.0164491\n", attacksHeader);

  expect(() => readAttackedLog(...paths)).toThrow(
    expect.objectContaining({ kind: "usage", code: "NOT_A_LOGIN_LOG" }),
  );
});
