import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { below, pick } from "../../../domain/chance/draw.ts";
import type { Random } from "../../../domain/chance/random.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import { logSources } from "../../../domain/sources.ts";
import { createRowReader } from "../../../log/files/rows.ts";
import { unwrappedLines } from "../../../log/files/wrapping.ts";
import { keepable } from "../../../log/import/format.ts";
import { spansOfLine } from "../../../log/import/spans.ts";
import { logKit } from "../../../log/sources.ts";
import { utc } from "../rows.ts";

const samples = ["field", "access"].flatMap((folder) => {
  const home = new URL(`../../golden/${folder}/`, import.meta.url);
  return readdirSync(home)
    .filter((file) => !["README.md", "short-keys.json", "semicolons.csv"].includes(file))
    .map((file) => [file, readFileSync(new URL(file, home), "utf8").trimEnd().split("\n")] as const);
});

/** Samples that nothing but the user can name. */
const forced: Readonly<Record<string, string>> = { "apache.log": "apache" };

const formats = logSources.flatMap((source) => logKit(source).foreign?.formats ?? []);

/** What hostile clients and broken disks put into lines. */
const put = Array.from("\"\\[]{},= -\t\u0000\uFFFD\uD800é':;#%$|").concat(
  "\u001B[0m",
  "9".repeat(40),
  "e308",
  "null",
  "",
);

/** A line with one to three places cut out or overwritten. */
function mutated(line: string, random: Random): string {
  let text = line;
  for (let count = 1 + below(random, 3); count > 0; count -= 1) {
    const from = below(random, text.length + 1);
    text = text.slice(0, from) + pick(random, put) + text.slice(from + below(random, 12));
  }
  return text;
}

const unfit = /\p{Cc}/u;

test.for(samples)("10,000 damaged lines of %s are rows, or told why not", ([file, lines]) => {
  const sample = unwrappedLines(lines, {}).lines.flatMap(spansOfLine);
  const format = formats.find(
    (one) => one.name === forced[file] || (forced[file] === undefined && one.score(sample) > 0),
  );
  const opened = format?.open(sample, { keep: [...keepable] });
  const asRows = format?.openRows(sample, { utcOffsetMs: utc, writtenMs: Date.UTC(2031, 3) });
  const decoders = [
    opened?.kind === "reader" ? opened.reader.read : undefined,
    asRows?.kind === "lines" ? asRows.lines.decode : undefined,
  ].flatMap((decode) => (decode === undefined ? [] : [decode]));
  expect(decoders.length).toBeGreaterThan(0);

  for (const decode of decoders) {
    const reader = createRowReader<string, unknown>(decode, (why) => {
      if (unfit.test(why)) throw new RangeError(`unfit for a terminal: ${why}`);
    });
    const random = randomStream(1, file)(0);
    let rows = 0;
    for (let count = 0; count < 10_000; count += 1)
      rows += reader.rowsIn([mutated(pick(random, sample), random)]).length;
    expect(rows).toBeGreaterThan(50);
  }
});

test("whatever happens to the first lines of a log, it is some format's or none's", () => {
  const random = randomStream(2, "first lines")(0);
  for (const [, lines] of samples)
    for (let count = 0; count < 100; count += 1) {
      const damaged = lines.map((line) => mutated(line, random));
      const sample = unwrappedLines(damaged, {}).lines.flatMap(spansOfLine);
      const found = sample.length === 0 ? [] : formats.filter((one) => one.score(sample) > 0);
      for (const one of found) expect(["reader", "doubt"]).toContain(one.open(sample, { keep: [] }).kind);
    }
});
