import type { ModeKit } from "../mode.ts";
import { answer, anyMs, treated } from "../mode.ts";

export interface Uniform {
  readonly kind: "uniform";
  readonly minMs: number;
  readonly maxMs: number;
}

export const uniform: ModeKit<Uniform> = {
  describe: "Answers after a uniform wait from `minMs` to `maxMs`: a healthy service with a spread.",
  fields: {
    minMs: anyMs("the shortest wait in milliseconds"),
    maxMs: anyMs("the longest wait in milliseconds"),
  },
  orders: [
    {
      field: "maxMs",
      is: "at least",
      other: "minMs",
      wanted: "a number from minMs up (the longest wait in milliseconds)",
    },
  ],
  treat: ({ minMs, maxMs }, _state, { random }) =>
    treated(answer(minMs + (maxMs - minMs) * random.uniform())),
  meanWaitMs,
  jump: (mode) => ({ meanMs: meanWaitMs(mode), leastMs: mode.minMs }),
  isSlowness: true,
};

function meanWaitMs({ minMs, maxMs }: Uniform): number {
  return (minMs + maxMs) / 2;
}
