import type { Clock } from "../domain/clock.ts";
import { roundToMicros } from "../domain/clock.ts";
import type { Treatment } from "../domain/mode.ts";
import type { Answer, RawResponse } from "./answer.ts";
import { continueDribble, startDribble } from "./answer.ts";

/**
 * Sends the head and every chunk but the last, which ends the answer.
 * @param answer - what the head says; its wait is that for the whole answer
 */
export async function dribble(
  clock: Clock,
  signal: AbortSignal,
  startedMs: number,
  { waitMs, chunks, everyMs }: Extract<Treatment, { readonly kind: "dribble" }>,
  response: RawResponse,
  answer: Answer,
): Promise<void> {
  try {
    for (let sent = 0; sent < chunks - 1; sent += 1) {
      await clock.sleepUntilMs(roundToMicros(startedMs + waitMs + sent * everyMs), signal);
      if (!response.headersSent) startDribble(response, answer);
      else continueDribble(response);
    }
  } catch {
    // Its client has gone; the visit does the accounts.
  }
}
