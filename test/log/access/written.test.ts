import fc from "fast-check";
import { expect, test } from "vitest";
import type { AccessObservation } from "../../../domain/access/observation.ts";
import { logSources } from "../../../domain/sources.ts";
import { canonicalAddress } from "../../../domain/text/address.ts";
import { accessOriginal, otherAccessLogs } from "../../../log/access/formats.ts";
import type { LineFormat } from "../../../log/formats/format.ts";
import { writtenFormats } from "../../../log/formats/format.ts";
import { logKit } from "../../../log/sources.ts";
import { utc } from "../rows.ts";

/** What a format keeps of a row. */
interface Precision {
  /** Of the instant that a line is dated by: the request's arrival, or the end of its answer. */
  readonly stamps: "start" | "end";
  readonly stampMs: number;
  readonly responseMs: number;
  readonly agent: "kept" | "lost";
}

const precisions: Readonly<Record<string, Precision>> = {
  original: { stamps: "start", stampMs: 1000, responseMs: 0.001, agent: "lost" },
  apache: { stamps: "start", stampMs: 1000, responseMs: 0.001, agent: "kept" },
  nginx: { stamps: "end", stampMs: 1000, responseMs: 1, agent: "kept" },
  caddy: { stamps: "end", stampMs: 0.001, responseMs: 0.001, agent: "kept" },
  traefik: { stamps: "start", stampMs: 0.001, responseMs: 0.001, agent: "kept" },
  "traefik-common": { stamps: "start", stampMs: 1000, responseMs: 1, agent: "kept" },
};

function formatOf(name: string, utcOffsetMs: (atMs: number) => number = utc): LineFormat<AccessObservation> {
  const create = name === "original" ? accessOriginal : otherAccessLogs.get(name);
  if (create === undefined) throw new RangeError(`there is no format ${name}`);
  return create(utcOffsetMs);
}

test("the command line knows the name of every format that a log can be written in", () => {
  const others = logSources.flatMap((source) => [...(logKit(source).others?.keys() ?? [])]);

  expect(writtenFormats).toEqual(["csv", "ndjson", "original", ...new Set(others)]);
});

test("every format that can be written has a precision here", () => {
  expect(["original", ...otherAccessLogs.keys()].toSorted()).toEqual(Object.keys(precisions).toSorted());
});

/** Text as a client can send it: anything but lone surrogates, which no bytes spell. */
const anyText = fc
  .string({ unit: "binary", minLength: 1, maxLength: 40 })
  .filter((text) => !/\p{Cs}/u.test(text));
const hostile = fc.constantFrom(
  "/a\nb",
  '/"quoted"',
  String.raw`/\x22`,
  String.raw`/\\`,
  "/\u001B[31mred\u001B[0m",
  '/" 200 12 "-" "-" 0.001',
  "/\u2028\u0085",
  "/a HTTP/1.1",
  "/%0d%0a",
  "/ü\u0000",
);
const path = fc.oneof(anyText, hostile).filter((text) => !text.includes("?") && text !== "-");
const query = fc.oneof(fc.constant(""), anyText, hostile);
const micros = (max: number): fc.Arbitrary<number> =>
  fc.integer({ min: 0, max }).map((value) => value / 1000);

const anyRow: fc.Arbitrary<AccessObservation> = fc
  .record(
    {
      kind: fc.constant("access" as const),
      index: fc.nat(1_000_000),
      atMs: micros(4_102_444_800_000_000).map((ms) => ms / 2 + 946_684_800_000),
      ip: fc.oneof(fc.ipV4(), fc.ipV6()).map((ip) => canonicalAddress(ip) ?? ""),
      method: fc.constantFrom("GET", "POST", "CONNECT", "PROPFIND", "x-odd"),
      path,
      query,
      protocol: fc.constantFrom("HTTP/1.0", "HTTP/1.1", "HTTP/2.0"),
      status: fc.integer({ min: 100, max: 999 }),
      bytes: fc.nat(10_000_000_000),
      responseMs: micros(100_000_000_000),
      userAgent: fc.oneof(anyText, hostile).filter((text) => text !== "-"),
    },
    {
      noNullPrototype: true,
      requiredKeys: ["kind", "index", "atMs", "ip", "method", "path", "query", "protocol", "status", "bytes"],
    },
  )
  .map((row) => ({ ...row, atMs: Math.round(row.atMs * 1000) / 1000 }));

function cut(ms: number, stepMs: number): number {
  return stepMs === 0.001 ? ms : Math.floor(ms / stepMs) * stepMs;
}

function atMicros(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** What is left of a row in a format. */
function keptOf(
  row: AccessObservation,
  { stamps, stampMs, responseMs, agent }: Precision,
): AccessObservation {
  const { responseMs: tookMs, userAgent, atMs, ...rest } = row;
  const kept =
    tookMs === undefined
      ? undefined
      : responseMs === 0.001
        ? tookMs
        : Math.round(tookMs / responseMs) * responseMs;
  const stamp = cut(stamps === "end" ? atMs : atMicros(atMs - (tookMs ?? 0)), stampMs);
  return {
    ...rest,
    atMs: stamps === "end" ? stamp : atMicros(stamp + (kept ?? 0)),
    ...(kept === undefined ? {} : { responseMs: kept }),
    ...(userAgent === undefined || agent === "lost" ? {} : { userAgent }),
  };
}

test.for(Object.entries(precisions))(
  "a row written as %s is one line, and reads back but for its precision",
  ([name, precision]) => {
    const { encode, decode, recognises } = formatOf(name);
    fc.assert(
      fc.property(anyRow, (row) => {
        const line = encode(row);

        expect(line.search(/[\n\r]/)).toBe(line.length - 1);
        expect(decode(line.slice(0, -1), row.index)).toStrictEqual({
          kind: "row",
          row: keptOf(row, precision),
        });
        expect(recognises(line.slice(0, -1))).toBe(name !== "apache");
      }),
      { numRuns: 2000 },
    );
  },
);
