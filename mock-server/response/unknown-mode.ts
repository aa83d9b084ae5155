import type { ModeSwitch } from "./mode-switch.ts";
import type { Refusal } from "../route.ts";

/** Tells somebody who asked for a mode that is not there, or that no server can do, which ones there are. */
export function unknownMode(
  asked: unknown,
  { modes, names }: ModeSwitch,
): Refusal & { readonly modes: readonly string[] } {
  return { error: mistakeOf(asked, Object.keys(modes)), modes: names };
}

function mistakeOf(asked: unknown, known: readonly unknown[]): string {
  if (asked === undefined) return "No mode was asked for.";
  const quoted = JSON.stringify(asked);
  return known.includes(asked)
    ? `${quoted} is the client's to play: a server cannot keep anybody from asking.`
    : `There is no mode called ${quoted}.`;
}
