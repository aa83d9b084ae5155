import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import type { LogWords } from "../source.ts";

/** What a collector of logs puts around the lines of a program. */
interface Wrapping {
  /** What was taken off, in a full sentence. */
  readonly sentence: string;
  /** For one log: gives the line inside, or nothing while only a part of it has come. */
  readonly unwrapper: () => Unwrap;
}

type Unwrap = (line: string) => string | undefined;

/** Longer lines are not put together from their parts. */
const longestJoined = 65_536;

// oxlint-disable-next-line no-control-regex -- the escape character is what colors begin with
const color = /\u001B\[[\d;]{0,20}m/g;

const place = String.raw`(?=\{|"|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|[\da-f]{0,4}:[\da-f:]{2,37} )`;
const instant = String.raw`\d{4}-\d\d-\d\d[T ][\d:.]{8,24}(?:Z|[+-]\d\d:?\d\d)?`;
const syslog = String.raw`(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d [\d:]{8}|${instant}) \S{1,200} [\w./-]{1,80}(?:\[\d{1,10}\])?: `;

/** Of compose, of `kubectl logs --prefix`, of `--timestamps`, and of syslog, before a line that begins like a log's. */
const prefix = new RegExp(
  String.raw`^(?:${syslog}|(?:\[[\w./-]{1,200}\] |[\w./-]{1,200} {1,40}\| {1,4})?(?:${instant} )?)${place}`,
);

/** A line of morgan's dev, tiny or short, which names no time: the one at which a collector took it stays in front. */
const undated =
  // oxlint-disable-next-line no-control-regex -- the escape character is what colors begin with
  /^(?:\u001B\[\d{1,3}m)?(?:\S{1,60} \S{1,60} )?(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S+ (?:HTTP|\u001B|\d{3} |- )/;

function dated(time: unknown, text: string): string {
  return typeof time === "string" && undated.test(text) ? `${time} ${text}` : text;
}

interface Wrapper extends Wrapping {
  /** Whether it may belong to a log format that the user describes. */
  readonly isPartOfLine: boolean;
  readonly wraps: (line: string) => boolean;
}

const wrappers: readonly Wrapper[] = [
  {
    isPartOfLine: false,
    sentence: "Colors are taken out of the lines.",
    wraps: (line) => line.includes("\u001B["),
    unwrapper: () => (line) => (line.includes("\u001B[") ? line.replaceAll(color, "") : line),
  },
  {
    isPartOfLine: false,
    sentence: "Lines are taken out of Docker's JSON.",
    wraps: (line) => dockerText(line) !== undefined,
    unwrapper: () => joining(dockerText, (text) => text.endsWith("\n")),
  },
  {
    isPartOfLine: false,
    sentence: "Lines are taken out of the journal's JSON.",
    wraps: (line) => journalText(line) !== undefined,
    unwrapper: () => (line) => journalText(line) ?? line,
  },
  {
    isPartOfLine: false,
    sentence: "Lines are taken out of a container's log (CRI).",
    wraps: (line) => criLine.test(line),
    unwrapper: () => joining(criText, (text) => text.endsWith("\n")),
  },
  {
    isPartOfLine: true,
    sentence: "What a collector of logs wrote before each line is left out.",
    wraps: (line) => prefixIn(line) !== "",
    unwrapper: () => (line) => line.slice(prefixIn(line).length),
  },
];

function prefixIn(line: string): string {
  const found = prefix.exec(line)?.[0] ?? "";
  return found === "" || undated.test(line.slice(found.length)) ? "" : found;
}

function dockerText(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  const value = parseJson(line);
  if (!isJsonObject(value) || typeof value["stream"] !== "string") return undefined;
  return typeof value["log"] === "string" ? dated(value["time"], value["log"]) : undefined;
}

function journalText(line: string): string | undefined {
  if (!line.startsWith("{")) return undefined;
  const value = parseJson(line);
  if (!isJsonObject(value) || value["__REALTIME_TIMESTAMP"] === undefined) return undefined;
  const time = value["_SOURCE_REALTIME_TIMESTAMP"] ?? value["__REALTIME_TIMESTAMP"];
  return typeof value["MESSAGE"] === "string" ? dated(time, value["MESSAGE"]) : undefined;
}

const criLine = /^(\d{4}-\d\d-\d\dT\S{9,40}) std(?:out|err) ([FP])(?: |$)/;

function criText(line: string): string | undefined {
  const found = criLine.exec(line);
  if (found === null) return undefined;
  const [before, time, part] = found;
  return `${dated(time, line.slice(before.length))}${part === "F" ? "\n" : ""}`;
}

/** Puts the parts of a long line together. */
function joining(textOf: Unwrap, isLast: (text: string) => boolean): Unwrap {
  let held = "";
  return (line) => {
    const text = textOf(line);
    if (text === undefined) return line;
    const whole = held.length + text.length > longestJoined ? text : held + text;
    held = isLast(text) ? "" : whole;
    return isLast(text) ? whole.replace(/\r?\n$/, "") : undefined;
  };
}

/** First lines without what stands around them, and how to take it off the others. */
export interface UnwrappedLines {
  readonly lines: readonly string[];
  readonly sentences: readonly string[];
  /** For one log. */
  readonly unwrapper: () => Unwrap;
}

/**
 * Takes off what stands around at least half of the first lines, layer by layer.
 * @param words - what the user says about the lines, which then are described with all that stands before them
 */
export function unwrappedLines(
  lines: readonly string[],
  { format = "", columns }: Pick<LogWords, "format" | "columns">,
): UnwrappedLines {
  const isDescribed = columns !== undefined || /[$%]/.test(format);
  let inner = lines;
  const found: Wrapper[] = [];
  for (;;) {
    const next = wrappers.find(
      (wrapper) =>
        !found.includes(wrapper) &&
        !(isDescribed && wrapper.isPartOfLine) &&
        inner.length > 0 &&
        inner.filter(wrapper.wraps).length * 2 >= inner.length,
    );
    if (next === undefined) break;
    found.push(next);
    inner = inner.flatMap(ignoringNothing(next.unwrapper())).filter((line) => line.trim() !== "");
  }
  return {
    lines: inner,
    sentences: found.map(({ sentence }) => sentence),
    unwrapper: () => {
      const layers = found.map(({ unwrapper }) => unwrapper());
      return (line) => {
        let text: string | undefined = line;
        for (const unwrap of layers) if (text !== undefined) text = unwrap(text);
        return text;
      };
    },
  };
}

function ignoringNothing(unwrap: Unwrap): (line: string) => readonly string[] {
  return (line) => {
    const text = unwrap(line);
    return text === undefined ? [] : [text];
  };
}
