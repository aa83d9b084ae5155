import { number } from "../../fields.ts";
import { dayMs } from "../../time/calendar.ts";
import type { ModeKit } from "../mode.ts";
import { answer, delayField, treated } from "../mode.ts";

export interface ClockStep {
  readonly kind: "clock-step";
  readonly stepMs: number;
  readonly delayMs: number;
}

/** The server is healthy; the clock that stamps the client's log is wrong. */
export const clockStep: ModeKit<ClockStep> = {
  describe:
    "Answers after `delayMs`; the clock of the client's log is off by `stepMs`, which can be negative.",
  fields: {
    stepMs: number(-dayMs, dayMs, "how far the log's clock is ahead in milliseconds; negative: behind"),
    delayMs: delayField,
  },
  treat: ({ delayMs }) => treated(answer(delayMs)),
  meanWaitMs: ({ delayMs }) => delayMs,
  isSlowness: false,
  clockAheadMs: ({ stepMs }) => stepMs,
};
