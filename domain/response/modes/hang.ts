import type { ModeKit } from "../mode.ts";
import { treated } from "../mode.ts";

export interface Hang {
  readonly kind: "hang";
}

/** Occupies its slot until the client leaves. */
export const hang: ModeKit<Hang> = {
  describe: "Accepts the request and never answers.",
  fields: {},
  treat: () => treated({ kind: "never" }),
  meanWaitMs: (_mode, _lastWaitMs, timeoutMs) => timeoutMs,
  isSlowness: true,
};
