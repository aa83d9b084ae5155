import { readdirSync, readFileSync } from "node:fs";
import { logSources } from "../domain/sources.ts";
import { unwrappedLines } from "../log/files/wrapping.ts";
import { keepable } from "../log/import/format.ts";
import { spansOfLine } from "../log/import/spans.ts";
import { logKit } from "../log/sources.ts";
import type { Row, Section } from "./section.ts";

const fillers = Array.from('"\\[]{},= -:;a9\t').concat('\\"', " -", '" "', "] [", "a=1 ", "a ");
/** Where in the line a filler is put, as a share of its length. */
const places = [0, 1 / 3, 1 / 2, 0.8, 1] as const;
const [shortBytes, longBytes] = [64_000, 256_000] as const;

/** Hostile lines: the time to read one grows with its length, not with its square. */
export const longLines: Section = {
  name: "long-lines",
  summary:
    `Lines of each kind of log with ${shortBytes / 1000} and ${longBytes / 1000} kB of one text in ${places.length} places, ${fillers.length} texts, the better of two. ` +
    "CPU ms of the slowest line of each length. Four times the length takes four times as long; sixteen would be a square.",
  run: () => Promise.resolve(samples().flatMap(([file, lines]) => figuresOf(file, lines))),
};

function samples(): readonly (readonly [file: string, lines: readonly string[]])[] {
  const home = new URL("../test/golden/field/", import.meta.url);
  return readdirSync(home).map((file) => [
    file,
    readFileSync(new URL(file, home), "utf8").trimEnd().split("\n"),
  ]);
}

const formats = logSources.flatMap((source) => logKit(source).foreign?.formats ?? []);

function figuresOf(file: string, lines: readonly string[]): readonly Row[] {
  const sample = unwrappedLines(lines, {}).lines.flatMap(spansOfLine);
  const [line = ""] = sample;
  const format = formats.find((one) => one.score(sample) > 0);
  const opened = format?.open(sample, { keep: [...keepable] });
  if (opened?.kind !== "reader") return [];
  const slowest = (bytes: number): number =>
    Math.max(
      ...fillers.flatMap((filler) =>
        places.map((place) => readMs(opened.reader.read, filled(line, filler, place, bytes))),
      ),
    );
  return [
    {
      file,
      [`${shortBytes / 1000} kB`]: slowest(shortBytes),
      [`${longBytes / 1000} kB`]: slowest(longBytes),
    },
  ];
}

function filled(line: string, filler: string, place: number, bytes: number): string {
  const at = Math.floor(place * line.length);
  return line.slice(0, at) + filler.repeat(Math.ceil(bytes / filler.length)) + line.slice(at);
}

function readMs(read: (line: string) => unknown, line: string): number {
  const times = [1, 2].map(() => {
    const before = process.cpuUsage().user;
    read(line);
    return (process.cpuUsage().user - before) / 1000;
  });
  return Math.min(...times);
}
