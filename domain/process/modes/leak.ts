import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";

export interface Leak {
  readonly kind: "leak";
  readonly mbPerS: number;
}

export const leak: ModeKit<Leak> = {
  describe:
    "Allocates and touches `mbPerS` million bytes a second and keeps them, beside the work of `normal`.",
  fields: { mbPerS: number(0, 100, "millions of bytes leaked in a second") },
  load: ({ mbPerS }, healthy) => ({ ...healthy, leakedBytesPerS: mbPerS * 1e6 }),
  size: ({ mbPerS }) => ({ field: "mbPerS", none: 0, full: mbPerS }),
};
