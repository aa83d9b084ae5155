/** The option of every detector of numbers. */
export const signalOption = {
  signal: {
    kind: "signal",
    default: "",
    describe: "name of the number in each row to watch; empty: the one that such a log is about",
  },
} as const;

/** A value as people write it: `0.250 s`. */
export function withUnit(value: string, unit: string): string {
  return unit === "" ? value : `${value} ${unit}`;
}
