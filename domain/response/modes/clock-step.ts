import { number } from "../../fields.ts";
import { dayMs } from "../../time/calendar.ts";
import type { ModeKit } from "../mode.ts";
import { answer, delayField, treated } from "../mode.ts";

export interface ClockStep {
  readonly kind: "clock-step";
  readonly stepMs: number;
  readonly delayMs: number;
}

/** Nothing is wrong with the server; it is the client's log that is written by a wrong clock. */
export const clockStep: ModeKit<ClockStep> = {
  describe:
    "Answers after `delayMs`, and the client's log is written by a clock that is wrong by `stepMs`, which may be negative.",
  fields: {
    stepMs: number(-dayMs, dayMs, "how far the log's clock is ahead, in milliseconds; negative: behind"),
    delayMs: delayField,
  },
  treat: ({ delayMs }) => treated(answer(delayMs)),
  meanWaitMs: ({ delayMs }) => delayMs,
  isSlowness: false,
  clockAheadMs: ({ stepMs }) => stepMs,
};
