import type { ResponseObservation } from "../../domain/response/observation.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant, parseGivenInstant, yearNote } from "../../domain/time/instant.ts";
import type { LineFormat, ParsedLine, UtcOffsetMs } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { parseDurationMs, secondsOf } from "../formats/numbers.ts";
import { shown } from "../formats/text.ts";

const linePattern = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d),(\d{3})([,:])[A-Z]+\4Response_time:(.*)$/;

/**
 * The log line of the original response-time client: `2018-12-30 07:29:44,814,INFO,Response_time:0.0164491`, and on
 * reading also the one in its first text, `2017-11-30 10:59:07,309:INFO:Response_time:0.006`.
 *
 * It holds completed requests only, to the millisecond of their end (cut, as Python does) in local time. What it does
 * not hold is made up on reading: the status is 200, and the request left when it was planned to. The hour that a clock
 * goes through twice in autumn is read as one of the two. Seconds always have a decimal, for the original's own
 * reader stumbles over `2`.
 */
export function responseOriginal(utcOffsetMs: UtcOffsetMs): LineFormat<ResponseObservation> {
  return {
    header: "",
    recognises: (line) => linePattern.test(line),
    encode: (observation) => encode(observation, utcOffsetMs),
    decode: (line, rowsBefore) => decode(line, rowsBefore, utcOffsetMs),
  };
}

function encode({ atMs, outcome }: ResponseObservation, utcOffsetMs: UtcOffsetMs): string {
  if (outcome.kind !== "completed") return "";
  const local = formatInstant(atMs + utcOffsetMs(atMs));
  const [date, time, milliseconds] = [local.slice(0, 10), local.slice(11, 19), local.slice(20, 23)];
  const seconds = String(secondsOf(outcome.responseMs));
  return `${date} ${time},${milliseconds},INFO,Response_time:${seconds.includes(".") ? seconds : `${seconds}.0`}\n`;
}

function decode(line: string, index: number, utcOffsetMs: UtcOffsetMs): ParsedLine<ResponseObservation> {
  if (line === "") return skipped("the line is empty");
  const [, date, time, milliseconds, , seconds = ""] = linePattern.exec(line) ?? [];
  if (date === undefined) return skipped(`${shown(line)} is no line of the original's log`);
  const localMs = parseGivenInstant(`${date}T${time}.${milliseconds}Z`);
  if (localMs === undefined) return skipped(`${shown(`${date} ${time}`)} does not exist${yearNote(date)}`);
  const responseMs = parseDurationMs(seconds);
  if (responseMs === undefined) {
    return skipped(`Response_time is ${shown(seconds)}, not seconds in fixed notation`);
  }
  const atMs = utcOf(localMs, utcOffsetMs);
  const sentAtMs = roundToMicros(atMs - responseMs);
  const outcome = { kind: "completed", status: 200, responseMs } as const;
  return {
    kind: "row",
    row: { kind: "response", index, atMs, plannedAtMs: sentAtMs, sentAtMs, outcome },
  };
}

/** Asks for the offset twice: the first answer is for a moment that is off by the offset itself. */
function utcOf(localMs: number, utcOffsetMs: UtcOffsetMs): number {
  return localMs - utcOffsetMs(localMs - utcOffsetMs(localMs));
}
