import type { ProcessObservation } from "../../domain/process/observation.ts";
import { formatInstant, yearNote } from "../../domain/time/instant.ts";
import type { LineFormat, ParsedLine, UtcOffsetMs } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { parseLocalInstant } from "../formats/numbers.ts";
import { byteOrderMark, shown } from "../formats/text.ts";

const header = "timestamp,value";

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
  const atMs = parseLocalInstant(time, utcOffsetMs);
  if (atMs === undefined)
    return skipped(`timestamp is ${shown(time)}, not a time such as 2014-04-10 00:04:00${yearNote(time)}`);
  const value = valuePattern.test(text) ? Number(text) : Infinity;
  if (Math.abs(value) >= largest) return skipped(`value is ${shown(text)}, not a number below 1e15`);
  const event = { kind: "sample", value } as const;
  return { kind: "row", row: { kind: "process", index, atMs, process: seriesName, event } };
}
