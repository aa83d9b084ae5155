import type { ModeSwitch } from "./mode-switch.ts";
import type { Refusal } from "./route.ts";

/** Tells somebody who asked for a mode that is not there which ones are. */
export function unknownMode(
  asked: unknown,
  { modes }: ModeSwitch,
): Refusal & { readonly modes: readonly string[] } {
  const error =
    asked === undefined ? "No mode was asked for." : `There is no mode called ${JSON.stringify(asked)}.`;
  return { error, modes: Object.keys(modes) };
}
