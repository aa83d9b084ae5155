import type { ModeKit } from "../mode.ts";
import { answer, delayField, treated } from "../mode.ts";

export interface Normal {
  readonly kind: "normal";
  readonly delayMs: number;
}

export const normal: ModeKit<Normal> = {
  describe: "Answers after a constant wait: a healthy service.",
  fields: { delayMs: delayField },
  treat: ({ delayMs }) => treated(answer(delayMs)),
  meanWaitMs: ({ delayMs }) => delayMs,
  jump: ({ delayMs }) => ({ meanMs: delayMs, leastMs: delayMs }),
  isSlowness: true,
};
