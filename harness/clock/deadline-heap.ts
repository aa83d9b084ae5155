/** Values waiting for their instants; equal instants are served in order of asking. */
export interface DeadlineHeap<T> {
  size(): number;
  /** The nearest instant; `undefined` when nothing waits. */
  earliestMs(): number | undefined;
  /** Adds a value in O(log n). The returned function removes it again, leaves no trace, and does nothing once it is out. */
  add(atMs: number, value: T): () => void;
  /** Removes the value that `earliestMs` speaks of and returns it. */
  takeEarliest(): T | undefined;
}

interface Slot<T> {
  readonly atMs: number;
  readonly order: number;
  readonly value: T;
  /** Index in the heap, kept up to date so that removal needs no search; `undefined` once out. */
  position: number | undefined;
}

/** A binary heap that knows where everything is. */
export function deadlineHeap<T>(): DeadlineHeap<T> {
  const slots: Slot<T>[] = [];
  let asked = 0;

  function remove(slot: Slot<T>): void {
    const { position } = slot;
    if (position === undefined) return;
    slot.position = undefined;
    const last = slots.pop();
    if (last === undefined || last === slot) return;
    siftUp(slots, last, siftDown(slots, last, position));
  }

  return {
    size: () => slots.length,
    earliestMs: () => slots[0]?.atMs,
    add(atMs, value) {
      const slot: Slot<T> = { atMs, order: asked, value, position: undefined };
      asked += 1;
      siftUp(slots, slot, slots.length);
      return () => remove(slot);
    },
    takeEarliest() {
      const [first] = slots;
      if (first === undefined) return undefined;
      remove(first);
      return first.value;
    },
  };
}

function isBefore(one: Slot<unknown>, other: Slot<unknown>): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

function place<T>(slots: Slot<T>[], slot: Slot<T>, position: number): number {
  slots[position] = slot;
  slot.position = position;
  return position;
}

/** Puts `slot` at `from` or above it, wherever nothing above is later. */
function siftUp<T>(slots: Slot<T>[], slot: Slot<T>, from: number): number {
  let position = from;
  while (position > 0) {
    const above = (position - 1) >> 1;
    const parent = slots[above];
    if (parent === undefined || !isBefore(slot, parent)) break;
    place(slots, parent, position);
    position = above;
  }
  return place(slots, slot, position);
}

/** Puts `slot` at `from` or below it, wherever nothing below is earlier. */
function siftDown<T>(slots: Slot<T>[], slot: Slot<T>, from: number): number {
  let position = from;
  for (;;) {
    const left = slots[2 * position + 1];
    const right = slots[2 * position + 2];
    const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
    if (child?.position === undefined || !isBefore(child, slot)) break;
    const vacated = child.position;
    place(slots, child, position);
    position = vacated;
  }
  return place(slots, slot, position);
}
