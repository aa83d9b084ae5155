import { endsBlank, inert, printable } from "../../domain/text/printable.ts";
import type { Output } from "../io.ts";

const escape = "\u001B";
/**
 * Colors and redrawn lines are all that the program sends to a terminal beside text and ends of lines. Several lines are erased
 * at the beginning of a writing only, where no text from outside stands.
 */
const own = String.raw`^\r${escape}\[\d+A${escape}\[J|${escape}\[[\d;]*[mK]|\r(?=${escape}\[2K)|\n`;
const ownOrUnprintable = new RegExp(String.raw`(${own})|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]`, "gu");

/**
 * An output on which no text is a command to a CI runner, moves the cursor or reverses what follows, wherever it came from:
 * the last guard behind those of the single reports.
 */
export function inertOutput(out: Output): Output {
  let afterBlank = true;
  return {
    write: (text) => {
      const safe = inert(
        text.replace(ownOrUnprintable, (found, ours: string | undefined) => ours ?? printable(found)),
        afterBlank,
      );
      afterBlank = (afterBlank && safe.trim() === "") || endsBlank(safe);
      return out.write(safe);
    },
    get isTTY() {
      return out.isTTY;
    },
    get columns() {
      return out.columns;
    },
    get rows() {
      return out.rows;
    },
    commands: out,
  };
}
