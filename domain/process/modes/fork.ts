import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";

export interface Fork {
  readonly kind: "fork";
  readonly perS: number;
}

export const fork: ModeKit<Fork> = {
  describe: "Starts `perS` processes a second, each of which ends at once, beside the work of `normal`.",
  fields: { perS: number(0, 100, "processes started in a second") },
  load: ({ perS }, healthy) => ({ ...healthy, forksPerS: perS }),
  size: ({ perS }) => ({ field: "perS", none: 0, full: perS }),
};
