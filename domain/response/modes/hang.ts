import type { ModeKit } from "../mode.ts";
import { treated } from "../mode.ts";

export interface Hang {
  readonly kind: "hang";
}

/** Keeps its slot for as long as its client stays. */
export const hang: ModeKit<Hang> = {
  describe: "Takes the request and never answers.",
  fields: {},
  treat: () => treated({ kind: "never" }),
  meanWaitMs: (_mode, _lastWaitMs, timeoutMs) => timeoutMs,
  isSlowness: true,
};
