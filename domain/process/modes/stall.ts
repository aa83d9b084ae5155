import type { ModeKit } from "../mode.ts";

export interface Stall {
  readonly kind: "stall";
}

export const stall: ModeKit<Stall> = {
  describe: "Stops working and keeps what it has: a deadlock.",
  fields: {},
  load: (_mode, healthy) => ({ ...healthy, cpuPercent: 0 }),
};
