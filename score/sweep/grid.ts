/** What is varied, and the values it takes. */
export interface Axis {
  /** As `--set` takes it: `onset`, `attack.delayMs`. */
  readonly target: string;
  /** At least one, as they are written. */
  readonly values: readonly string[];
}

/** One combination of values. */
export interface Cell {
  /** From 0, the last axis fastest. */
  readonly index: number;
  /** One for each axis, in order. */
  readonly settings: readonly string[];
}

export function cellCount(axes: readonly Axis[]): number {
  return axes.reduce((count, { values }) => count * values.length, 1);
}

export function cellAt(axes: readonly Axis[], index: number): Cell {
  let rest = index;
  const settings: string[] = [];
  for (const { target, values } of axes.toReversed()) {
    settings.unshift(`${target}=${values[rest % values.length] ?? ""}`);
    rest = Math.floor(rest / values.length);
  }
  return { index, settings };
}

export function cellsOf(axes: readonly Axis[]): readonly Cell[] {
  return Array.from({ length: cellCount(axes) }, (_, index) => cellAt(axes, index));
}
