/** Lines of a log that were no rows. */
export interface SkippedLines {
  /** How many. */
  readonly skipped: number;
  /** The first five, with line numbers from 1. */
  readonly reasons: readonly { readonly line: number; readonly reason: string }[];
}

export interface SkippedCounter {
  readonly add: (line: number, reason: string) => void;
  readonly soFar: () => SkippedLines;
}

const longestList = 5;

export function createSkippedCounter(): SkippedCounter {
  const reasons: { readonly line: number; readonly reason: string }[] = [];
  let skipped = 0;
  return {
    add(line, reason) {
      skipped += 1;
      if (reasons.length < longestList) reasons.push({ line, reason });
    },
    soFar: () => ({ skipped, reasons: [...reasons] }),
  };
}
