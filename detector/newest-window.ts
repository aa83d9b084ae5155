/** The newest values of a series, side by side in order of arrival. */
export interface NewestWindow {
  /** Holds them at `[from(), from() + size)`; what stands elsewhere means nothing. */
  readonly values: Float64Array;
  readonly from: () => number;
  /** Adds one and forgets the oldest. Allocates nothing. */
  readonly push: (value: number) => void;
}

/** Zeros until `size` values have come. Each value is written twice, a window apart, so that no reader has to wrap. */
export function newestWindow(size: number): NewestWindow {
  const values = new Float64Array(2 * size);
  let oldest = 0;

  return {
    values,
    from: () => oldest,
    push: (value) => {
      values[oldest] = value;
      values[oldest + size] = value;
      oldest = oldest + 1 === size ? 0 : oldest + 1;
    },
  };
}
