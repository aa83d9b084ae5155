/** Things that fall due, ordered by instant and then by the order in which they were added. */
export interface Agenda<T> {
  add(atMs: number, what: T): Entry<T>;
  /** @returns false when it is not there any more */
  remove(entry: Entry<T>): boolean;
  /** Takes out the earliest. */
  next(): Entry<T> | undefined;
}

export interface Entry<T> {
  readonly atMs: number;
  readonly what: T;
}

/** Kept sorted: few things are due at any time, and most fall due after all others. */
export function agenda<T>(): Agenda<T> {
  const entries: Entry<T>[] = [];
  return {
    add: (atMs, what) => {
      const entry = { atMs, what };
      const place = placeAfterEqual(entries, atMs);
      if (place === entries.length) entries.push(entry);
      else entries.splice(place, 0, entry);
      return entry;
    },
    remove: (entry) => {
      const place = entries.indexOf(entry);
      if (place >= 0) entries.splice(place, 1);
      return place >= 0;
    },
    next: () => entries.shift(),
  };
}

function placeAfterEqual(entries: readonly Entry<unknown>[], atMs: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.atMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
