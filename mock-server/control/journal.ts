/** What happened to one request, for display. Durations are milliseconds. */
export interface JournalEntry {
  readonly index: number;
  /** When the request arrived. */
  readonly atMs: number;
  /** Name of the applied mode, or of the requested one if the request left the queue early. */
  readonly mode: string;
  readonly incident?: string | undefined;
  /** The planned wait; absent if the request left the queue early. */
  readonly delayMs?: number | undefined;
  /** The actual wait, without the queue. */
  readonly waitedMs: number;
  /** `cut` by the server, or `abandoned` by the client. */
  readonly outcome: "answered" | "cut" | "abandoned";
}

/** The latest entries, in order of ending. */
export interface Journal {
  add(entry: JournalEntry): void;
  /** Up to `count` entries, oldest first. */
  last(count: number): readonly JournalEntry[];
  clear(): void;
}

export const defaultJournalLength = 1000;

/**
 * A ring buffer with bounded memory.
 * @param length - the number of entries kept, a whole number from 1
 * @param onEntry - told of each entry
 * @throws RangeError for any other length
 */
export function createJournal(
  length: number,
  onEntry: (entry: JournalEntry) => void = () => undefined,
): Journal {
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new RangeError(`journal length must be a whole number from 1, not ${length}`);
  }
  let ring: JournalEntry[] = [];
  let oldest = 0;
  return {
    add: (entry) => {
      onEntry(entry);
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
