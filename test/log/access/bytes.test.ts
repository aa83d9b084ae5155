import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { foreignAccessLogs } from "../../../log/access/formats.ts";
import type { ImportReader } from "../../../log/import/format.ts";

const combined = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent';

const plain = '192.0.2.7 - - [03/Mar/2031:04:05:06 +0000] "GET / HTTP/1.1" 200 7 "-" "probe"';

/** A format, or a line as the user describes it, and lines of it. */
const logs = [
  ["nginx", [...golden("nginx.log"), `${plain} 0.250`]],
  ["apache", golden("apache.log")],
  ["quoted", golden("quoted.log")],
  ["quoted", golden("quoted-nginx.log")],
  ["ingress-nginx", golden("ingress-nginx.log")],
  ["traefik-common", golden("traefik-common.log")],
  [
    `${combined} rt=$request_time`,
    ['192.0.2.7 - - [03/Mar/2031:04:05:06 +0000] "GET / HTTP/1.1" 200 7 rt=0.250'],
  ],
  ["$msec $status $request_time", ["1930277106.123 200 0.250"]],
  ["$status $request_time $time_iso8601", ["200 0.250 2031-03-03T06:05:06+02:00"]],
  ["%t %>s %{ms}T", ["[03/Mar/2031:04:05:06 +0000] 200 250"]],
  ["%{end:%F %T}t %>s %D", ["2031-03-03 04:05:06 200 1000"]],
] as const;

function golden(file: string): readonly string[] {
  const text = readFileSync(new URL(`../../golden/access/${file}`, import.meta.url), "utf8");
  return text.trimEnd().split("\n");
}

function readerOf(format: string, lines: readonly string[]): ImportReader {
  const chosen =
    foreignAccessLogs.described({ format }) ?? foreignAccessLogs.formats.find(({ name }) => name === format);
  const opened = chosen?.open(lines, { keep: [] });
  if (opened?.kind !== "reader") throw new RangeError(`${format} is not read: ${opened?.message}`);
  return opened.reader;
}

/** A line with pieces of itself and of others at other places, between lines that must not count. */
function damaged(lines: readonly string[]): fc.Arbitrary<string> {
  const put = fc.constantFrom(
    "",
    " ",
    '"',
    String.raw`\"`,
    " - ",
    "] ",
    ", ",
    " : ",
    "0",
    ".",
    "-",
    "é",
    "\u0000",
    "0.001",
    "999",
  );
  return fc
    .tuple(fc.constantFrom(...lines), fc.array(fc.tuple(fc.nat(200), fc.nat(4), put), { maxLength: 2 }))
    .map(([line, changes]) =>
      changes.reduce((text, [at, cut, piece]) => text.slice(0, at) + piece + text.slice(at + cut), line),
    );
}

test.for(logs)("bytes of %s tell what its text tells, or leave it to the text", ([format, lines]) => {
  const [byBytes, byText] = [readerOf(format, lines), readerOf(format, lines)];
  let read = 0;
  fc.assert(
    fc.property(damaged(lines), (line) => {
      const bytes = Buffer.from(`,${line}\n`);
      const request = byBytes.readBytes?.(bytes, 1, bytes.length - 1);
      const told = byText.read(line);

      read += request === undefined ? 0 : 1;
      expect(request === undefined ? told : { kind: "row", row: request }).toEqual(told);
    }),
    { numRuns: 2000 },
  );

  expect(read).toBeGreaterThan(100);
});

test("what may be kept of a request is in its text only", () => {
  const [, lines] = logs[0];
  const format = foreignAccessLogs.formats.find(({ name }) => name === "nginx");

  expect(format?.open(lines, { keep: ["address"] })).not.toHaveProperty("reader.readBytes");
  expect(format?.open(lines, { keep: [] })).toHaveProperty("reader.readBytes");
});
