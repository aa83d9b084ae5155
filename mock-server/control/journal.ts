/** What became of one request, for a person who asks afterwards. Durations are milliseconds. */
export interface JournalEntry {
  readonly index: number;
  /** When it arrived. */
  readonly atMs: number;
  /** Name of the mode applied; of the mode asked for if it left the queue before its turn. */
  readonly mode: string;
  readonly incident?: string | undefined;
  /** The wait that was asked for; absent if it left the queue before its turn. */
  readonly delayMs?: number | undefined;
  /** How long it really waited, the queue not counted. */
  readonly waitedMs: number;
  /** `cut` by the server, `abandoned` by its client. */
  readonly outcome: "answered" | "cut" | "abandoned";
}

/** The newest entries, in order of ending. */
export interface Journal {
  add(entry: JournalEntry): void;
  /** Up to `count` entries, oldest first. */
  last(count: number): readonly JournalEntry[];
  clear(): void;
}

export const defaultJournalLength = 1000;

/**
 * A ring: memory is bounded and adding costs the same whether it is empty or full.
 * @param length - how many entries are kept, a whole number from 1
 * @throws RangeError for any other length
 */
export function createJournal(length: number): Journal {
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(`a journal's length must be a whole number from 1, not ${length}`);
  }
  let ring: JournalEntry[] = [];
  let oldest = 0;
  return {
    add: (entry) => {
      if (ring.length < length) {
        ring.push(entry);
        return;
      }
      ring[oldest] = entry;
      oldest = oldest + 1 === length ? 0 : oldest + 1;
    },
    last: (count) => {
      const inOrder = [...ring.slice(oldest), ...ring.slice(0, oldest)];
      return inOrder.slice(Math.max(0, inOrder.length - count));
    },
    clear: () => {
      ring = [];
      oldest = 0;
    },
  };
}
