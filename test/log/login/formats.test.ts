import fc from "fast-check";
import { expect, test } from "vitest";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import { detectLine } from "../../../log/files/detect.ts";
import { labelledFormat, observedFormat } from "../../../log/sources.ts";
import { anyLogin, containing, utc } from "../rows.ts";

const csv = observedFormat("login", "csv", utc);
const original = observedFormat("login", "original", utc);

const refusal: LoginObservation = {
  kind: "login",
  index: 2,
  atMs: 1_541_032_612_617.978,
  ip: "142.89.86.32",
  user: "vkim",
  outcome: { kind: "failure", reason: "wrong_password" },
};
const welcome: LoginObservation = { ...refusal, atMs: 1_541_032_613_000, outcome: { kind: "success" } };

test("each format spells an attempt in its own way", () => {
  expect(csv.header + csv.encode(refusal) + csv.encode(welcome)).toBe(
    "index,at,source_ip,username,outcome,failure_reason\n" +
      "2,2018-11-01T00:36:52.617978Z,142.89.86.32,vkim,failure,wrong_password\n" +
      "2,2018-11-01T00:36:53.000000Z,142.89.86.32,vkim,success,\n",
  );
  expect(observedFormat("login", "ndjson", utc).encode(refusal)).toBe(
    '{"index":2,"at":"2018-11-01T00:36:52.617978Z","source_ip":"142.89.86.32","username":"vkim","outcome":"failure","failure_reason":"wrong_password"}\n',
  );
  expect(original.header + original.encode(refusal) + original.encode(welcome)).toBe(
    "datetime,source_ip,username,success,failure_reason\n" +
      "2018-11-01 00:36:52.617978,142.89.86.32,vkim,False,error_wrong_password\n" +
      "2018-11-01 00:36:53,142.89.86.32,vkim,True,\n",
  );
});

test.for(["csv", "ndjson"] as const)(
  "reading back an attempt written as %s gives exactly the same",
  (format) => {
    const { encode, decode } = observedFormat("login", format, utc);
    fc.assert(
      fc.property(anyLogin, (row) => {
        const line = encode(row);

        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(decode(line.slice(0, -1), 0)).toStrictEqual({ kind: "row", row });
      }),
    );
  },
);

test("reading back the original's line gives the same, but for the index, which it does not hold", () => {
  fc.assert(
    fc.property(
      anyLogin.filter(({ ip }) => ip !== ""),
      (row) => {
        const line = original.encode(row);

        expect(line.indexOf("\n")).toBe(line.length - 1);
        expect(original.decode(line.slice(0, -1), row.index)).toStrictEqual({ kind: "row", row });
      },
    ),
  );
});

test("whatever a line holds, reading it does not throw", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (line) => {
      expect(["row", "header", "skipped"]).toContain(original.decode(line, 0).kind);
      expect(["row", "header", "skipped"]).toContain(csv.decode(line, 0).kind);
    }),
  );
});

test("a byte order mark before the original's header is passed over", () => {
  const line = `\uFEFF${original.header.trimEnd()}`;

  expect(detectLine(line)).toEqual({ kind: "observed", source: "login", format: "original" });
  expect(original.decode(line, 0)).toEqual({ kind: "header" });
});

test("an attempt without a name is an attempt, quoted or not", () => {
  const nameless = { kind: "row", row: { ...refusal, user: "" } };

  for (const name of ["", '""']) {
    const line = `2,2018-11-01T00:36:52.617978Z,142.89.86.32,${name},failure,wrong_password`;
    expect(csv.decode(line, 0)).toEqual(nameless);
  }
});

test("the first line says which log it is", () => {
  expect(detectLine(csv.header.trimEnd())).toEqual({ kind: "observed", source: "login", format: "csv" });
  expect(detectLine(original.header.trimEnd())).toEqual({
    kind: "observed",
    source: "login",
    format: "original",
  });
  expect(detectLine(labelledFormat("login", "csv").header.trimEnd())).toEqual({
    kind: "labelled",
    source: "login",
    format: "csv",
  });
});

test.for([
  ["2018-11-01 00:36:52,1.2.3.4,vkim,True", "4 columns, not 5"],
  ["yesterday,1.2.3.4,vkim,True,", "datetime is"],
  ["2018-02-30 00:00:00,1.2.3.4,vkim,True,", "datetime is"],
  ["2018-11-01 00:36:52.1234567,1.2.3.4,vkim,True,", "datetime is"],
  ["2018-11-01 00:36:52,,vkim,True,", "source_ip is empty"],
  ["2018-11-01 00:36:52,1.2.3.4,vkim,yes,", "success is"],
  ["2018-11-01 00:36:52,1.2.3.4,vkim,True,error_wrong_password", "failure_reason is"],
  ["2018-11-01 00:36:52,1.2.3.4,vkim,False,", "failure_reason is"],
  ["2018-11-01 00:36:52,1.2.3.4,vkim,False,error_bored", "failure_reason is"],
  ['2018-11-01 00:36:52,1.2.3.4,"vkim,True,', "its quotes do not match"],
] as const)("the original's line %j is skipped: %s", ([line, why]) => {
  expect(original.decode(line, 0)).toEqual({ kind: "skipped", reason: containing(why) });
});

test.for([
  ["0,2018-11-01T00:00:00Z,1.2.3.4,vkim,failure,", "failure_reason is empty"],
  ["0,2018-11-01T00:00:00Z,1.2.3.4,vkim,success,wrong_password", "failure_reason is not empty in a success"],
  ["0,2018-11-01T00:00:00Z,1.2.3.4,vkim,maybe,", "outcome is"],
  ["0,2018-11-01T00:00:00Z,1.2.3.4,vkim,failure,bored", "failure_reason is"],
  ["0,2018-11-01T00:00:00Z,,vkim,success,", "source_ip is empty"],
] as const)("our line %j is skipped: %s", ([line, why]) => {
  expect(csv.decode(line, 0)).toEqual({ kind: "skipped", reason: containing(why) });
});
