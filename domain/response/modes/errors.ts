import { wholeNumber } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { answer, delayField, treated } from "../mode.ts";

export interface Errors {
  readonly kind: "errors";
  readonly status: number;
  readonly delayMs: number;
}

/** Fast failures look healthy to a detector that watches response times only. */
export const errors: ModeKit<Errors> = {
  describe: "Answers with `status` after `delayMs`.",
  fields: { status: wholeNumber(200, 599, "the status of the answer"), delayMs: delayField },
  treat: ({ status, delayMs }) => treated(answer(delayMs, status)),
  meanWaitMs: ({ delayMs }) => delayMs,
  isSlowness: false,
  statuses: ({ status }) => [status],
};
