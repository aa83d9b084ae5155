import { expect, test } from "vitest";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import { simulateRequests } from "../../../harness/access/simulate.ts";
import { labelledFormat, observedFormat } from "../../../log/sources.ts";
import { needles } from "../../../scenarios/access/needles.ts";

const utc = () => 0;
const labelled = [...simulateRequests(needles, 1)];

test.for(["csv", "ndjson"] as const)("%s holds every row, with and without its label", (format) => {
  const [observed, withTruth] = [observedFormat("access", format, utc), labelledFormat("access", format)];
  for (const row of labelled) {
    expect(observed.decode(observed.encode(row.observation).slice(0, -1), 0)).toEqual({
      kind: "row",
      row: row.observation,
    });
    expect(withTruth.decode(withTruth.encode(row).slice(0, -1), 0)).toEqual({ kind: "row", row });
  }
});

const row: AccessObservation = {
  kind: "access",
  index: 0,
  atMs: Date.UTC(2024, 8, 17, 10, 0, 7) + 12.345,
  ip: "203.0.113.9",
  method: "GET",
  path: "/",
  query: "",
  protocol: "HTTP/1.1",
  status: 200,
  bytes: 53_232,
  responseMs: 12.345,
};

test("the original format is Apache's, with a slash between path and query", () => {
  const { encode } = observedFormat("access", "original", utc);

  expect(encode({ ...row, path: "/index.html", query: "a=1", userAgent: "curl" })).toBe(
    '"17/Sep/2024/10:00:07" "203.0.113.9" "200" "53232" "12345" "GET" "/index.html/?a=1" "HTTP/1.1"\n',
  );
  expect(encode({ ...row, method: "-", path: "-", status: 408 })).toContain('"-" "-/" "HTTP/1.1"');
});

test.for([
  ["/", ""],
  ["/index.html", "a=1&b=?"],
  ["-", ""],
  ['/a"b\\', 'c="'],
  ["/a\n\u0007\u001b[31m\u2028é", "x\r\n"],
  [`/${"a".repeat(8000)}`, ""],
  ["", ""],
])("the original format holds path %j and query %j in one line", ([path = "", query = ""]) => {
  const { encode, decode } = observedFormat("access", "original", utc);

  const line = encode({ ...row, path, query });

  expect(line.trimEnd()).not.toMatch(/[\p{Cc}\u2028]/u);
  expect(decode(line.slice(0, -1), 0)).toEqual({ kind: "row", row: { ...row, path, query } });
});

test.for([
  ["", "the line is empty"],
  ['"a" "b', '""a" "b" does not fit the log format from %h on'],
  ['"a" "b"', '""a" "b"" does not fit the log format from %h on'],
  ['"yesterday" "1.2.3.4" "200" "1" "1" "GET" "//" "HTTP/1.1"', '"yesterday" is no time'],
  [
    '"17/Sep/2024/10:00:07" "1.2.3.4" "ok" "1" "1" "GET" "//" "HTTP/1.1"',
    'the status is "ok", not three digits',
  ],
  [
    '"17/Sep/2024/10:00:07" "1.2.3.4" "200" "1k" "1" "GET" "//" "HTTP/1.1"',
    'the number of bytes is "1k", not a whole number from 0',
  ],
  [
    '"17/Sep/2024/10:00:07" "1.2.3.4" "200" "1" "0.003" "GET" "//" "HTTP/1.1"',
    'the response time is "0.003", not a whole number',
  ],
])("of %j it says why it is skipped", ([line, reason]) => {
  expect(observedFormat("access", "original", utc).decode(line ?? "", 0)).toEqual({
    kind: "skipped",
    reason,
  });
});
