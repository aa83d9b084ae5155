import type { ModeOf, ModeState } from "../../../domain/response/mode.ts";
import type { Treated } from "../treated.ts";

/** Not a byte of an answer. */
export function treatBlackhole({ delayMs }: ModeOf<"blackhole">, state: ModeState): Treated {
  return { treatment: { kind: "cut", waitMs: delayMs }, state };
}
