import { wholeNumber } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { delayField, treated } from "../mode.ts";

export interface Truncate {
  readonly kind: "truncate";
  readonly delayMs: number;
  readonly promisedBytes: number;
  readonly sentBytes: number;
}

/** Its head is that of a success. */
export const truncate: ModeKit<Truncate> = {
  describe: "Promises a body of `promisedBytes`, sends `sentBytes` of it and cuts the connection.",
  fields: {
    delayMs: delayField,
    promisedBytes: wholeNumber(1, 1_000_000, "how many bytes the head promises"),
    sentBytes: wholeNumber(0, 1_000_000, "how many of them come"),
  },
  orders: [
    {
      field: "sentBytes",
      is: "below",
      other: "promisedBytes",
      wanted: "a whole number below promisedBytes (how many of them come)",
    },
  ],
  treat: ({ delayMs, promisedBytes, sentBytes }) =>
    treated({ kind: "truncate", waitMs: delayMs, promisedBytes, sentBytes }),
  meanWaitMs: ({ delayMs }) => delayMs,
  isSlowness: false,
  connections: "cut",
};
