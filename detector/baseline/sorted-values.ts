/** Values in rising order, in one array. */
export interface SortedValues {
  /** Holds `count()` of them. */
  readonly values: Float64Array;
  readonly count: () => number;
  readonly isFull: () => boolean;
  readonly add: (value: number) => void;
  /** How many are smaller, and half of those that are equal. */
  readonly rankOf: (value: number) => number;
}

export function sortedValues(room: number): SortedValues {
  const values = new Float64Array(room);
  let count = 0;

  const below = (value: number): number => {
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    values,
    count: () => count,
    isFull: () => count === room,
    add: (value) => {
      const place = below(value);
      values.copyWithin(place + 1, place, count);
      values[place] = value;
      count += 1;
    },
    rankOf: (value) => {
      const low = below(value);
      let high = low;
      while (high < count && values[high] === value) high += 1;
      return (low + high) / 2;
    },
  };
}
