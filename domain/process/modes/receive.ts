import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";

export interface Receive {
  readonly kind: "receive";
  readonly mbPerS: number;
}

export const receive: ModeKit<Receive> = {
  describe: "Receives `mbPerS` million bytes a second over loopback, beside the work of `normal`.",
  fields: { mbPerS: number(0, 200, "millions of bytes received in a second") },
  load: ({ mbPerS }, healthy) => ({ ...healthy, receivedBytesPerS: mbPerS * 1e6 }),
  size: ({ mbPerS }) => ({ field: "mbPerS", none: 0, full: mbPerS }),
};
