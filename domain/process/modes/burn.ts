import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";

export interface Burn {
  readonly kind: "burn";
  readonly percent: number;
}

export const burn: ModeKit<Burn> = {
  describe: "Burns `percent` of a core: a busy loop.",
  fields: { percent: number(0, 100, "processor time in percent of one core") },
  load: ({ percent }, healthy) => ({ ...healthy, cpuPercent: percent }),
  size: ({ percent }, { cpuPercent }) => ({ field: "percent", none: cpuPercent, full: percent }),
};
