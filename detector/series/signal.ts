/** The option of every detector that watches one signal. */
export const signalOption = {
  signal: {
    kind: "signal",
    default: "",
    describe: "signal to watch; empty: the log source's default signal",
  },
} as const;

/** A value with its unit, such as `0.250 s`. */
export function withUnit(value: string, unit: string): string {
  return unit === "" ? value : `${value} ${unit}`;
}
