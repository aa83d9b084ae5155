/**
 * The order in which the values ascend; of equal ones the earlier comes first. A merge sort on indexes that leaves runs
 * alone which are in order already, as nearly all of a log is.
 */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const order = new Uint32Array(values.length).map((_, at) => at);
  const spare = new Uint32Array(values.length);
  sortRange({ values, order, spare }, 0, values.length);
  return order;
}

interface Sorting {
  readonly values: Float64Array;
  readonly order: Uint32Array;
  readonly spare: Uint32Array;
}

const shortRun = 16;

function sortRange(sorting: Sorting, from: number, until: number): void {
  if (until - from <= shortRun) {
    insertEach(sorting, from, until);
    return;
  }
  const middle = (from + until) >>> 1;
  sortRange(sorting, from, middle);
  sortRange(sorting, middle, until);
  if (valueAt(sorting, middle - 1) > valueAt(sorting, middle)) merge(sorting, from, middle, until);
}

function valueAt({ values, order }: Sorting, place: number): number {
  return values[order[place] ?? 0] ?? 0;
}

function insertEach({ values, order }: Sorting, from: number, until: number): void {
  for (let next = from + 1; next < until; next += 1) {
    const moved = order[next] ?? 0;
    const value = values[moved] ?? 0;
    let place = next;
    while (place > from && (values[order[place - 1] ?? 0] ?? 0) > value) {
      order[place] = order[place - 1] ?? 0;
      place -= 1;
    }
    order[place] = moved;
  }
}

function merge(sorting: Sorting, from: number, middle: number, until: number): void {
  const { values, order, spare } = sorting;
  spare.set(order.subarray(from, middle), from);
  let [left, right] = [from, middle];
  for (let place = from; left < middle; place += 1) {
    const leftIndex = spare[left] ?? 0;
    const rightIndex = right < until ? (order[right] ?? 0) : undefined;
    const isLeft = rightIndex === undefined || (values[leftIndex] ?? 0) <= (values[rightIndex] ?? 0);
    order[place] = isLeft ? leftIndex : rightIndex;
    if (isLeft) left += 1;
    else right += 1;
  }
}

/** Puts columns into an order, each row as a whole, without copying them; uses the order up. */
export function rearrange(
  columns: readonly (Float64Array | Uint32Array | Uint16Array)[],
  order: Uint32Array,
): void {
  const held = columns.map(() => 0);
  for (let start = 0; start < order.length; start += 1) {
    if (order[start] === start) continue;
    for (const [at, column] of columns.entries()) held[at] = column[start] ?? 0;
    let place = start;
    for (;;) {
      const from = order[place] ?? 0;
      order[place] = place;
      if (from === start) break;
      for (const column of columns) column[place] = column[from] ?? 0;
      place = from;
    }
    for (const [at, column] of columns.entries()) column[place] = held[at] ?? 0;
  }
}
