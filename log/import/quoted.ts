import { yearNote } from "../../domain/time/instant.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import { fieldsOf, urlDetails } from "./access-line.ts";
import type { ImportedLine, ImportFormat, ImportReader, ImportSettings } from "./format.ts";
import { endOfStatus, keptOf, msIn, requestLine } from "./format.ts";
import { createStampReader } from "./stamp.ts";
import type { ChosenUnit } from "./time-field.ts";
import { amountIn, microsOfApache, namedUnit, secondsOfNginx, unitSentence } from "./time-field.ts";

const columnCount = 8;
const timeColumn = 4;

/**
 * The access log of the autoencoder blog, eight quoted columns:
 * `"20/Nov/2026/14:03:00" "203.0.113.9" "200" "512" "13240" "GET" "/index.html/?a=1" "HTTP/1.1"`. Apache writes the fifth
 * with `%D` in microseconds, its nginx variant with `$request_time` in seconds.
 */
export const quotedFormat: ImportFormat = {
  name: "quoted",
  summary: "eight quoted columns: time, address, status, bytes, request time, method, URL, protocol",
  precision: "perhaps-seconds",
  score: (lines) => lines.filter((line) => columnsOf(line) !== undefined).length / lines.length,
  open: (lines, settings) => {
    const spelled = lines.flatMap((line) => columnsOf(line)?.[timeColumn] ?? []);
    const isNginx = spelled.some((text) => text.includes("."));
    const ownUnit = isNginx
      ? secondsOfNginx()
      : microsOfApache(spelled.flatMap((text) => amountIn(text) ?? []));
    const unit = settings.unit === undefined ? ownUnit : namedUnit(settings.unit);
    if (unit.kind === "doubt") return unit;
    const stamps = isNginx ? "end" : "start";
    const moment = isNginx ? "end, as nginx" : "arrival, as Apache";
    const assumptions = [
      unitSentence(unit),
      `The time in a line is that of the request's ${moment} writes it.`,
    ];
    return { kind: "reader", reader: { stamps, assumptions, ...quotedReader(unit, settings) } };
  },
};

function columnsOf(line: string): readonly string[] | undefined {
  if (!line.startsWith('"') || !/^"\d\d\/[A-Z][a-z]{2}\/\d{4}[:/]/.test(line)) return undefined;
  const columns = fieldsOf(line);
  return columns.length === columnCount ? columns : undefined;
}

function quotedReader({ unit }: ChosenUnit, { keep }: ImportSettings): Pick<ImportReader, "read" | "zoneMs"> {
  const stamps = createStampReader();

  function read(line: string): ImportedLine {
    const columns = columnsOf(line);
    if (columns === undefined) return skipped(`${shown(line)} is not ${columnCount} quoted columns`);
    const [time = "", address = "", status = "", , took = "", method = "", url = ""] = columns;
    const stampMs = stamps.read(time);
    if (stampMs === undefined) return skipped(`${shown(time)} is no time${yearNote(time)}`);
    const amount = amountIn(took);
    if (amount === undefined) return skipped(`the response time is ${shown(took)}, not a number`);
    const tookMs = msIn(unit, amount);
    const details = keptOf({ address, method, ...urlDetails(url) }, keep);
    return requestLine({ stampMs, tookMs, details }, endOfStatus(status), took);
  }

  return { read, zoneMs: stamps.zoneMs };
}
