import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";

export interface LeakFiles {
  readonly kind: "leak-files";
  readonly perS: number;
}

export const leakFiles: ModeKit<LeakFiles> = {
  describe: "Opens `perS` files a second and never closes them, beside the work of `normal`.",
  fields: { perS: number(0, 1000, "files opened in a second") },
  load: ({ perS }, healthy) => ({ ...healthy, leakedFilesPerS: perS }),
  size: ({ perS }) => ({ field: "perS", none: 0, full: perS }),
};
