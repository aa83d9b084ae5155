/** Something that falls due at an instant, in one agenda. */
export class Entry<T> {
  readonly atMs: number;
  readonly what: T;
  /** Among all that were added. */
  readonly order: number;
  /** Its index in the heap, so that removal needs no search; undefined once it is out. */
  place: number | undefined;

  constructor(atMs: number, what: T, order: number) {
    this.atMs = atMs;
    this.what = what;
    this.order = order;
  }

  isBefore(other: Entry<T>): boolean {
    return this.atMs < other.atMs || (this.atMs === other.atMs && this.order < other.order);
  }
}

/**
 * Things that fall due, ordered by instant and then by the order in which they were added. A binary heap that knows where
 * everything is: whatever it does takes O(log n).
 */
export class Agenda<T> {
  private readonly heap: Entry<T>[] = [];
  private added = 0;

  get size(): number {
    return this.heap.length;
  }

  /** When the next one falls due; `undefined` when there is none. */
  get earliestMs(): number | undefined {
    return this.heap[0]?.atMs;
  }

  add(atMs: number, what: T): Entry<T> {
    const entry = new Entry(atMs, what, this.added);
    this.added += 1;
    this.raise(entry, this.heap.length);
    return entry;
  }

  /** @returns false when it is not there any more */
  remove(entry: Entry<T>): boolean {
    const { place } = entry;
    if (place === undefined) return false;
    entry.place = undefined;
    const last = this.heap.pop();
    if (last !== undefined && last !== entry) this.raise(last, this.vacate(place, last));
    return true;
  }

  /** Takes out the earliest. */
  next(): Entry<T> | undefined {
    const [first] = this.heap;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Puts `entry` at `from` or above it, wherever nothing above is later. */
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

  /** Moves up what is below `from` and earlier than `entry`. @returns the place that is left for it */
  private vacate(from: number, entry: Entry<T>): number {
    const { heap } = this;
    let place = from;
    for (let at = 2 * place + 1; at < heap.length; at = 2 * place + 1) {
      // Reading behind the end of an array is slow.
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
