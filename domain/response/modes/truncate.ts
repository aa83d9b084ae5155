import { wholeNumber } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { delayField, treated } from "../mode.ts";

export interface Truncate {
  readonly kind: "truncate";
  readonly delayMs: number;
  readonly promisedBytes: number;
  readonly sentBytes: number;
}

/** The head looks like a success. */
export const truncate: ModeKit<Truncate> = {
  describe: "Promises a body of `promisedBytes`, sends `sentBytes` and cuts the connection.",
  fields: {
    delayMs: delayField,
    promisedBytes: wholeNumber(1, 1_000_000, "the body length in the head"),
    sentBytes: wholeNumber(0, 1_000_000, "the bytes actually sent"),
  },
  orders: [
    {
      field: "sentBytes",
      is: "below",
      other: "promisedBytes",
      wanted: "a whole number below promisedBytes (the bytes actually sent)",
    },
  ],
  treat: ({ delayMs, promisedBytes, sentBytes }) =>
    treated({ kind: "truncate", waitMs: delayMs, promisedBytes, sentBytes }),
  meanWaitMs: ({ delayMs }) => delayMs,
  isSlowness: false,
  connections: "cut",
};
