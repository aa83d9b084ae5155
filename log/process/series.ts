import type { ProcessObservation } from "../../domain/process/observation.ts";
import { formatInstant, parseGivenInstant, yearNote } from "../../domain/time/instant.ts";
import type { LineFormat, ParsedLine, UtcOffsetMs } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { byteOrderMark, shown } from "../formats/text.ts";

const header = "timestamp,value";

/** `2014-04-10 00:04:00`, with `T` too, with up to six decimals, and with `Z` where it is not local time. */
const timePattern = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)(Z?)$/;

const valuePattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Larger ones lose their units. */
const largest = 1e15;

/** What a series is called that has no name of its own. */
const seriesName = "series";

/**
 * A series of values as CSV with the columns `timestamp,value`, as the Numenta Anomaly Benchmark has them. The time is local
 * unless it ends in `Z`. A line with another number of cells, or with a value that is not finite, is no row.
 */
export function seriesFormat(utcOffsetMs: UtcOffsetMs): LineFormat<ProcessObservation> {
  return {
    header: `${header}\n`,
    recognises: isHeader,
    encode: ({ atMs, event }) => {
      if (event.kind === "ended" || event.value === undefined) return "";
      const local = formatInstant(atMs + utcOffsetMs(atMs));
      return `${local.slice(0, 10)} ${local.slice(11, 26)},${event.value}\n`;
    },
    decode: (line, index) => (isHeader(line) ? { kind: "header" } : decode(line, index, utcOffsetMs)),
  };
}

function isHeader(line: string): boolean {
  return line.replace(byteOrderMark, "").replaceAll(/[\s"]/g, "").toLowerCase() === header;
}

function decode(line: string, index: number, utcOffsetMs: UtcOffsetMs): ParsedLine<ProcessObservation> {
  const cells = line.split(",").map((cell) => cell.trim());
  const [time = "", text = ""] = cells;
  if (cells.length !== 2) return skipped(`${cells.length} columns, not 2`);
  const atMs = instantIn(time, utcOffsetMs);
  if (atMs === undefined)
    return skipped(`timestamp is ${shown(time)}, not a time such as 2014-04-10 00:04:00${yearNote(time)}`);
  const value = valuePattern.test(text) ? Number(text) : Infinity;
  if (Math.abs(value) >= largest) return skipped(`value is ${shown(text)}, not a number below 1e15`);
  const event = { kind: "sample", value } as const;
  return { kind: "row", row: { kind: "process", index, atMs, process: seriesName, event } };
}

function instantIn(text: string, utcOffsetMs: UtcOffsetMs): number | undefined {
  const [, date = "", time = "", zone = ""] = timePattern.exec(text) ?? [];
  const atMs = parseGivenInstant(`${date}T${time.length === 5 ? `${time}:00` : time}Z`);
  if (atMs === undefined || zone !== "") return atMs;
  // The first answer is for a moment that is off by the offset itself.
  return atMs - utcOffsetMs(atMs - utcOffsetMs(atMs));
}
