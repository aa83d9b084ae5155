import { StringDecoder } from "node:string_decoder";

const keptCharacters = 8192;
const keptLines = 20;
const longestLine = 400;

/** Keeps the end of a program's output, at most 8,192 characters. */
export interface LastWords {
  readonly add: (bytes: Buffer) => void;
  /** At most 20 lines, without colors and control characters. */
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

// eslint-disable-next-line no-control-regex -- colors and cursor movements start with the escape character
const terminalCommands = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Removes colors and cursor movements. */
export function withoutColors(text: string): string {
  return text.replaceAll(terminalCommands, "");
}

/** Keeps line breaks, turns tabs into spaces, removes colors, and replaces other control characters with `�`. */
export function harmless(text: string): string {
  return withoutColors(text)
    .replaceAll("\r\n", "\n")
    .replaceAll(unprintable, (character) => {
      if (character === "\n") return character;
      return character === "\t" ? " " : "�";
    });
}

function shortened(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}…` : line;
}
