import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";

export interface Hang {
  readonly kind: "hang";
  readonly percent: number;
}

export const hang: ModeKit<Hang> = {
  describe: "Blocks its main thread, which spins for `percent` of the time and sleeps for the rest.",
  fields: { percent: number(0, 100, "processor time in percent of one core") },
  load: ({ percent }, healthy) => ({ ...healthy, cpuPercent: percent, isBlocked: true }),
};
