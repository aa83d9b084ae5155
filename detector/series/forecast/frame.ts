/** What a network knows of a series beforehand. */
export interface FrameScale {
  /** The level before a window: a usual value. */
  readonly start: number;
  /** Weight of the newest value in the level. */
  readonly weight: number;
  /** The usual distance of a value from the level before it; above 0. */
  readonly spread: number;
}

/** Weight of the newest distance in the spread. */
export const spreadWeight = 0.1;

/** The spread takes no distance for less than this share of the usual one. */
export const leastShare = 0.02;

/**
 * A window as a network sees it. Along the window go a level and a spread, both exponentially weighted; an input is the distance
 * from the level before it, in spreads, on the scale of the inverse hyperbolic sine, which is linear around 0 and logarithmic far from it.
 * The network's output is the distance of the next value from the last level, in last spreads. It so
 * corrects exponential smoothing (as Smyl 2020 does), and sees the same picture at whatever height, and with whatever spread, the series is.
 * The frame depends on the window alone.
 */
export class Frame {
  readonly inputs: Float64Array;
  /** After each step. */
  readonly levels: Float64Array;
  /** After each step. */
  readonly spreads: Float64Array;
  private readonly scale: FrameScale;

  constructor(scale: FrameScale, steps: number) {
    this.scale = scale;
    this.inputs = new Float64Array(steps);
    this.levels = new Float64Array(steps);
    this.spreads = new Float64Array(steps);
  }

  /** @param from - where in `values` the window begins */
  fill(values: Float64Array, from: number): this {
    const { inputs, levels, spreads, scale } = this;
    const least = leastShare * scale.spread;
    let [level, spread] = [scale.start, scale.spread];
    for (let step = 0; step < inputs.length; step += 1) {
      const distance = (values[from + step] ?? 0) - level;
      inputs[step] = Math.asinh(distance / spread);
      level += scale.weight * distance;
      spread += spreadWeight * (Math.max(Math.abs(distance), least) - spread);
      levels[step] = level;
      spreads[step] = spread;
    }
    return this;
  }

  /** The value that an output after this step means. */
  valueOf(output: number, step: number): number {
    return (this.levels[step] ?? 0) + (this.spreads[step] ?? 0) * output;
  }

  /** The inverse of `valueOf`. */
  outputFor(value: number, step: number): number {
    return (value - (this.levels[step] ?? 0)) / (this.spreads[step] ?? 1);
  }
}
