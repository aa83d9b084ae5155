import type { ModeKit } from "../mode.ts";
import { delayField, treated } from "../mode.ts";

export interface Blackhole {
  readonly kind: "blackhole";
  readonly delayMs: number;
}

export const blackhole: ModeKit<Blackhole> = {
  describe: "Cuts the connection instead of answering.",
  fields: { delayMs: delayField },
  treat: ({ delayMs }) => treated({ kind: "cut", waitMs: delayMs }),
  meanWaitMs: ({ delayMs }) => delayMs,
  isSlowness: false,
  connections: "cut",
};
