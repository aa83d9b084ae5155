import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";

export interface Send {
  readonly kind: "send";
  readonly mbPerS: number;
}

export const send: ModeKit<Send> = {
  describe: "Sends `mbPerS` million bytes a second over loopback, beside the work of `normal`.",
  fields: { mbPerS: number(0, 200, "millions of bytes sent in a second") },
  load: ({ mbPerS }, healthy) => ({ ...healthy, sentBytesPerS: mbPerS * 1e6 }),
  size: ({ mbPerS }) => ({ field: "mbPerS", none: 0, full: mbPerS }),
};
