import type { ModeKit } from "../mode.ts";
import { answer, delayField, treated } from "../mode.ts";

export interface Attack {
  readonly kind: "attack";
  readonly delayMs: number;
}

export const attack: ModeKit<Attack> = {
  describe: "Answers after a constant, longer wait: a service under attack.",
  fields: { delayMs: delayField },
  treat: ({ delayMs }) => treated(answer(delayMs)),
  meanWaitMs: ({ delayMs }) => delayMs,
  jump: ({ delayMs }) => ({ meanMs: delayMs, leastMs: delayMs }),
  size: { fields: ["delayMs"], none: { asInMode: "normal" } },
  isSlowness: true,
};
