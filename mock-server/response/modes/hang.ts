import type { ModeState } from "../../../domain/response/mode.ts";
import type { Treated } from "../treated.ts";

/** Keeps its slot for as long as its client stays. */
export function treatHang(state: ModeState): Treated {
  return { treatment: { kind: "never" }, state };
}
