/** Longer lines are skipped without being kept: 64 KiB. */
export const longestLineBytes = 65_536;

export type Line =
  /** Without its end, which is `\n` or `\r\n`. */
  | { readonly kind: "text"; readonly text: string }
  /** Too long to keep. */
  | { readonly kind: "oversize" }
  /** Its end was never written, for its file was truncated. */
  | { readonly kind: "cut" };

/** Cuts bytes into lines, holding back at most one unfinished line of at most 64 KiB. */
export interface LineSplitter {
  /** The lines that end within these bytes, which may be reused afterwards. */
  readonly push: (bytes: Buffer) => readonly Line[];
  /** Takes what stands behind the last line end; `undefined` when nothing does. */
  readonly takeRest: () => Line | undefined;
  /** Throws away everything up to the next line end. */
  readonly discardLine: () => void;
}

const nothing = Buffer.alloc(0);
const oversize: Line = { kind: "oversize" };

export function createLineSplitter(): LineSplitter {
  let unfinished: Buffer = nothing;
  let fate: "kept" | "oversize" | "discarded" = "kept";

  function extend(bytes: Buffer): void {
    if (fate !== "kept" || bytes.length === 0) return;
    if (unfinished.length + bytes.length > longestLineBytes) fate = "oversize";
    unfinished = fate === "kept" ? Buffer.concat([unfinished, bytes]) : nothing;
  }

  function finish(): Line | undefined {
    const line = lineOf(fate, unfinished);
    unfinished = nothing;
    fate = "kept";
    return line;
  }

  function push(bytes: Buffer): readonly Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, from)) {
      extend(bytes.subarray(from, end));
      const line = finish();
      if (line !== undefined) lines.push(line);
      from = end + 1;
    }
    extend(bytes.subarray(from));
    return lines;
  }

  return {
    push,
    takeRest: () => (fate === "kept" && unfinished.length === 0 ? undefined : finish()),
    discardLine() {
      unfinished = nothing;
      fate = "discarded";
    },
  };
}

function lineOf(fate: "kept" | "oversize" | "discarded", bytes: Buffer): Line | undefined {
  switch (fate) {
    case "kept":
      return {
        kind: "text",
        text: bytes.toString("utf8", 0, bytes.at(-1) === 13 ? bytes.length - 1 : bytes.length),
      };
    case "oversize":
      return oversize;
    case "discarded":
      return undefined;
  }
}
