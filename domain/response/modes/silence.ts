import type { ModeKit } from "../mode.ts";

export interface Silence {
  readonly kind: "silence";
}

export const silence: ModeKit<Silence> = {
  describe: "The client stops: its phase has a duration and no requests.",
  fields: {},
  treat: undefined,
  meanWaitMs: () => 0,
  isSlowness: false,
  phase: "silent",
};
