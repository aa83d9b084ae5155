import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";

export interface Syscalls {
  readonly kind: "syscalls";
  readonly thousandsPerS: number;
}

export const syscalls: ModeKit<Syscalls> = {
  describe: "Makes `thousandsPerS` thousand system calls a second, beside the work of `normal`.",
  fields: { thousandsPerS: number(0, 1000, "thousands of system calls in a second") },
  load: ({ thousandsPerS }, healthy) => ({ ...healthy, syscallsPerS: thousandsPerS * 1000 }),
  size: ({ thousandsPerS }) => ({ field: "thousandsPerS", none: 0, full: thousandsPerS }),
};
