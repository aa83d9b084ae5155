import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { idle } from "../mode.ts";

export interface Normal {
  readonly kind: "normal";
  readonly percent: number;
}

export const normal: ModeKit<Normal> = {
  describe: "Works a little, 20 times a second: a healthy process.",
  fields: { percent: number(0, 100, "processor time in percent of one core") },
  load: ({ percent }) => ({ ...idle, cpuPercent: percent }),
};
