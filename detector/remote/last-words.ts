import { StringDecoder } from "node:string_decoder";

const keptCharacters = 8192;
const keptLines = 20;
const longestLine = 400;

/** Keeps the end of what a program says, however much it says. */
export interface LastWords {
  readonly add: (bytes: Buffer) => void;
  /** At most 20 lines without colours and other control characters; empty when nothing was said. */
  readonly text: () => string;
}

export function createLastWords(): LastWords {
  const decoder = new StringDecoder("utf8");
  let kept = "";
  return {
    add: (bytes) => {
      kept = (kept + decoder.write(bytes)).slice(-keptCharacters);
    },
    text: () => harmless(kept).trim().split("\n").slice(-keptLines).map(shortened).join("\n"),
  };
}

// eslint-disable-next-line no-control-regex -- colours and movements of the cursor begin with the escape character
const terminalCommands = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text without colours and movements of the cursor. */
export function withoutColours(text: string): string {
  return text.replaceAll(terminalCommands, "");
}

/** Leaves line ends, makes tabs blanks, drops colours, and shows any other control character as `�`. */
export function harmless(text: string): string {
  return withoutColours(text)
    .replaceAll("\r\n", "\n")
    .replaceAll(unprintable, (character) => {
      if (character === "\n") return character;
      return character === "\t" ? " " : "�";
    });
}

function shortened(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}
