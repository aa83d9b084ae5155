import { recordedRequest } from "../domain/recording.ts";
import type { Recording } from "../domain/recording.ts";
import { defaultTimeoutMs } from "../domain/scenario.ts";

const spareMs = 1000;

/**
 * When the client of a replay must give up: where the recorded one did, and after every answer that it got.
 * @returns undefined where the default does
 */
export function recordedTimeoutMs(recording: Recording): number | undefined {
  let [answeredMs, givenUpMs] = [0, 0];
  for (let index = 0; index < recording.offsetsMs.length; index += 1) {
    const { tookMs, end } = recordedRequest(recording, index);
    if (end.kind === "timeout") givenUpMs = Math.max(givenUpMs, tookMs);
    else answeredMs = Math.max(answeredMs, tookMs);
  }
  if (givenUpMs > Math.max(1, answeredMs)) return givenUpMs;
  return answeredMs >= defaultTimeoutMs ? Math.ceil(answeredMs) + spareMs : undefined;
}
