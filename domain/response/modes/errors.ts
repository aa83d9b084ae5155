import { wholeNumber } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { answer, delayField, treated } from "../mode.ts";

export interface Errors {
  readonly kind: "errors";
  readonly status: number;
  readonly delayMs: number;
}

/** As quick as it is told to be: fast failures look healthy to whoever only times them. */
export const errors: ModeKit<Errors> = {
  describe: "Answers with this status.",
  fields: { status: wholeNumber(200, 599, "the status of the answer"), delayMs: delayField },
  treat: ({ status, delayMs }) => treated(answer(delayMs, status)),
  meanWaitMs: ({ delayMs }) => delayMs,
  isSlowness: false,
  statuses: ({ status }) => [status],
};
