import { longestRecordedMs } from "../../domain/recording.ts";
import type { RecordedEnd } from "../../domain/recording.ts";
import { skipped } from "../format.ts";
import type { SkippedLine } from "../format.ts";
import { shown } from "../shown.ts";

/** How a status of an access log ends a request; for those that are no answer, why the line is skipped. */
export function endOfStatus(text: string): RecordedEnd | SkippedLine {
  if (!/^\d{3}$/.test(text)) return skipped(`the status is ${shown(text)}, not three digits`);
  const status = Number(text);
  if (status === 101) return skipped("status 101 is a connection that was kept, not an answer");
  if (status < 200) return skipped(`${text} is not the status of an answer`);
  return { kind: "answered", status };
}

/** How an error in words ends a request. */
export function endOfError(error: string): RecordedEnd {
  return /time.?(?:d.?)?out/i.test(error) ? { kind: "timeout" } : { kind: "cut" };
}

/** What keeps a response time from being replayed; `undefined` for one that can be. */
export function tookMistake(tookMs: number, spelled: string): SkippedLine | undefined {
  if (tookMs >= 0 && tookMs <= longestRecordedMs) return undefined;
  return skipped(
    tookMs > longestRecordedMs
      ? `the response time ${shown(spelled)} is more than an hour`
      : `the response time is ${shown(spelled)}, not a number from 0`,
  );
}
