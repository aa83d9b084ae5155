import fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { canonicalAddress } from "../../../domain/text/address.ts";
import { parseInstant } from "../../../domain/time/instant.ts";
import { readAttacks, writeAttacks } from "../../../log/traffic/attacks.ts";
import { containing, temporaryFolder } from "../rows.ts";

const header = "start,end,source_ip";
const oneMinute = "2018-11-02 05:06:17.152636,2018-11-02 05:07:17";

function fileOf(text: string): string {
  const path = join(temporaryFolder(), "attacks.csv");
  writeFileSync(path, text);
  return path;
}

test("an attack is a line of start, end and address, as the original writes it", () => {
  const path = fileOf(`${header}\n${oneMinute},212.79.15.228\n`);

  expect(readAttacks(path)).toEqual([
    {
      startMs: parseInstant("2018-11-02T05:06:17.152636Z"),
      endMs: parseInstant("2018-11-02T05:07:17Z"),
      ip: "212.79.15.228",
    },
  ]);
});

test("a byte order mark before the header is passed over", () => {
  const attacks = readAttacks(fileOf(`\uFEFF${header}\n${oneMinute},2001:db8::1\n`));

  expect(attacks.map(({ ip }) => ip)).toEqual(["2001:db8::1"]);
});

test("addresses are read in canonical form", () => {
  const [one, other] = ["[2001:DB8:0:7:0:0:0:25]:22", "::ffff:203.0.113.9"];

  const attacks = readAttacks(fileOf(`${header}\n${oneMinute},${one}\n${oneMinute},${other}\n`));

  expect(attacks.map(({ ip }) => ip)).toEqual(["2001:db8:0:7::25", "203.0.113.9"]);
});

test("a list of no attacks is a list", () => {
  expect(readAttacks(fileOf(`${header}\n`))).toEqual([]);
});

test("an address may attack again when it has ended", () => {
  const later = "2018-11-02 05:07:17.000001,2018-11-02 06:00:00";

  const attacks = readAttacks(fileOf(`${header}\n${oneMinute},203.0.113.9\n${later},203.0.113.9\n`));

  expect(attacks).toHaveLength(2);
});

test.for([
  ["", 'line 1: the header is "", not start,end,source_ip', "there is none"],
  ["start,stop,source_ip", 'line 1: the header is "start,stop,source_ip"', "a column has another name"],
  [
    `${header}\n\n${oneMinute},203.0.113.9`,
    "line 2: the line is empty",
    "only the end of a file may be blank",
  ],
  [`${header}\n${oneMinute}`, "line 2: 2 columns, not 3", "the address is left out"],
  [`${header}\n${oneMinute},"203.0.113.9`, "line 2: its quotes do not match", "a quote is never closed"],
  [`${header}\n${oneMinute},`, "line 2: source_ip is empty", "nobody attacked"],
  [`${header}\n${oneMinute},999.2.3.4`, 'line 2: source_ip is "999.2.3.4", no address', "999 is no byte"],
  [
    `${header}\n${oneMinute},203.0.113.9\n${oneMinute},web-1`,
    'line 3: source_ip is "web-1", no address',
    "a host has many addresses",
  ],
  [
    `${header}\n${oneMinute},::ffff:203.0.113.9\n${oneMinute},203.0.113.9`,
    'line 3: source_ip "203.0.113.9" is a duplicate, its attack of line 2 is not over',
    "two spellings are one address",
  ],
  [
    `${header}\nyesterday,2018-11-02 05:07:17,203.0.113.9`,
    'line 2: start is "yesterday", not like',
    "no instant",
  ],
  [
    `${header}\n2018-11-02 05:06:17,2018-11-31 05:06:17,203.0.113.9`,
    'line 2: end is "2018-11-31 05:06:17", not like',
    "November has thirty days",
  ],
  [
    `${header}\n2018-11-02 05:06:17,2018-11-02 05:06:16,203.0.113.9`,
    "line 2: end is 2018-11-02 05:06:16, before its start 2018-11-02 05:06:17",
    "it ends before it starts",
  ],
  [
    `${header}\n${oneMinute},203.0.113.9\n${oneMinute},198.51.100.7\n${oneMinute},203.0.113.9`,
    'line 4: source_ip "203.0.113.9" is a duplicate, its attack of line 2 is not over',
    "nobody could tell whose a row is",
  ],
  [
    `${header}\n\u001b[31m,x,y\n`,
    'line 2: start is "[31m", not like',
    "control characters reach no terminal",
  ],
] as const)("%j is refused with %j: %s", ([text, message]) => {
  const path = fileOf(text);

  expect(() => readAttacks(path)).toThrow(
    expect.objectContaining({
      kind: "usage",
      code: "BAD_ATTACKS_FILE",
      message: containing(message),
    }),
  );
});

test("of many mistakes the first ten are named", () => {
  const path = fileOf(`${header}\n${"x\n".repeat(12)}`);

  expect(() => readAttacks(path)).toThrow(/line 11: 1 columns, not 3\n {2}and 2 more$/);
});

test("a file that is not there is an error of its own", () => {
  expect(() => readAttacks(join(temporaryFolder(), "attacks.csv"))).toThrow(
    expect.objectContaining({ code: "LOG_NOT_FOUND" }),
  );
});

test("what is written is read back", () => {
  const attack = fc
    .record({
      fromMicros: fc.integer({ min: 0, max: 4_102_444_800_000_000 }),
      tookMicros: fc.nat(86_400_000_000),
      ip: fc.oneof(fc.ipV4(), fc.ipV6()).map((ip) => canonicalAddress(ip) ?? ""),
    })
    .map(({ fromMicros, tookMicros, ip }) => ({
      startMs: fromMicros / 1000,
      endMs: (fromMicros + tookMicros) / 1000,
      ip,
    }));
  const list = fc.uniqueArray(attack, { selector: ({ ip }) => ip, maxLength: 5 });

  fc.assert(
    fc.property(list, (attacks) => {
      const path = join(temporaryFolder(), "attacks.csv");
      writeAttacks(path, attacks);
      expect(readAttacks(path)).toEqual(attacks);
    }),
    { numRuns: 50 },
  );
});

test("nothing is overwritten", () => {
  const path = fileOf("mine");

  expect(() => writeAttacks(path, [])).toThrow(expect.objectContaining({ code: "LOG_EXISTS" }));
  expect(readFileSync(path, "utf8")).toBe("mine");
});
