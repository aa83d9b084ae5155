/** One row, as far as a picture of row after row needs it. */
export interface SeriesPoint {
  readonly index: number;
  readonly atMs: number;
  /** What is drawn, in the unit of the picture. */
  readonly value: number;
  readonly failed: boolean;
}
