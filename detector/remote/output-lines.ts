const longestLineBytes = 65_536;
const lineFeed = 10;
const carriageReturn = 13;
const nothing = Buffer.alloc(0);

/** Cuts a program's output into lines, holding back at most 64 KiB of an unfinished one. */
export interface OutputLines {
  readonly push: (bytes: Buffer) => void;
  /** The program has ended: what stands behind the last line end is a line, too. */
  readonly end: () => void;
}

/** @param onLine - without its end; `undefined` for a line longer than 64 KiB, which is not kept */
export function outputLines(onLine: (line: string | undefined) => void): OutputLines {
  let unfinished: Buffer = nothing;
  let isTooLong = false;

  function keep(bytes: Buffer): void {
    isTooLong ||= unfinished.length + bytes.length > longestLineBytes;
    unfinished = isTooLong ? nothing : Buffer.concat([unfinished, bytes]);
  }

  function finish(): void {
    onLine(isTooLong ? undefined : textOf(unfinished));
    unfinished = nothing;
    isTooLong = false;
  }

  return {
    push: (bytes) => {
      let from = 0;
      for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed, from)) {
        keep(bytes.subarray(from, end));
        finish();
        from = end + 1;
      }
      if (from < bytes.length) keep(bytes.subarray(from));
    },
    end: () => {
      if (isTooLong || unfinished.length > 0) finish();
    },
  };
}

function textOf(line: Buffer): string {
  return line.toString("utf8", 0, line.at(-1) === carriageReturn ? line.length - 1 : line.length);
}
