/** An item that is due at an instant. */
export class Entry<T> {
  readonly atMs: number;
  readonly item: T;
  /** Sequence number among all added entries. */
  readonly order: number;
  /** Index in the heap, so that removal needs no search; undefined once removed. */
  place: number | undefined;

  constructor(atMs: number, item: T, order: number) {
    this.atMs = atMs;
    this.item = item;
    this.order = order;
  }

  isBefore(other: Entry<T>): boolean {
    return this.atMs < other.atMs || (this.atMs === other.atMs && this.order < other.order);
  }
}

/**
 * A queue of items by due time, then by order of adding. A binary heap that tracks positions: every operation is
 * O(log n).
 */
export class Agenda<T> {
  private readonly heap: Entry<T>[] = [];
  private added = 0;

  get size(): number {
    return this.heap.length;
  }

  /** When the next item is due; undefined when the agenda is empty. */
  get earliestMs(): number | undefined {
    return this.heap[0]?.atMs;
  }

  add(atMs: number, item: T): Entry<T> {
    const entry = new Entry(atMs, item, this.added);
    this.added += 1;
    this.raise(entry, this.heap.length);
    return entry;
  }

  /** @returns false when the entry was already removed */
  remove(entry: Entry<T>): boolean {
    const { place } = entry;
    if (place === undefined) return false;
    entry.place = undefined;
    const last = this.heap.pop();
    if (last !== undefined && last !== entry) this.raise(last, this.vacate(place, last));
    return true;
  }

  /** Removes and returns the earliest entry. */
  next(): Entry<T> | undefined {
    const [first] = this.heap;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Puts `entry` at `from` or above, below the first earlier ancestor. */
  private raise(entry: Entry<T>, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.heap[above];
      if (parent === undefined || !entry.isBefore(parent)) break;
      this.put(parent, place);
      place = above;
    }
    this.put(entry, place);
  }

  /** Moves earlier descendants of `from` up. @returns the position left for `entry` */
  private vacate(from: number, entry: Entry<T>): number {
    const { heap } = this;
    let place = from;
    for (let at = 2 * place + 1; at < heap.length; at = 2 * place + 1) {
      // Reading past the end of an array is slow.
      const right = at + 1 < heap.length ? heap[at + 1] : undefined;
      const left = heap[at];
      const isRight = left !== undefined && right?.isBefore(left) === true;
      const child = isRight ? right : left;
      if (child?.isBefore(entry) !== true) break;
      this.put(child, place);
      place = isRight ? at + 1 : at;
    }
    return place;
  }

  private put(entry: Entry<T>, place: number): void {
    this.heap[place] = entry;
    entry.place = place;
  }
}
