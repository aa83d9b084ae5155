import { number } from "../../fields.ts";
import type { ModeKit } from "../mode.ts";
import { answer, anyMs, treated } from "../mode.ts";

export interface Lognormal {
  readonly kind: "lognormal";
  readonly medianMs: number;
  readonly sigma: number;
}

export const lognormal: ModeKit<Lognormal> = {
  describe: "Answers after a lognormal wait, `medianMs * exp(sigma * normal)`: a heavy tail.",
  fields: {
    medianMs: anyMs("the median of the waits in milliseconds"),
    sigma: number(0, 5, "the standard deviation of the wait's logarithm"),
  },
  treat: ({ medianMs, sigma }, _state, { random }) =>
    treated(answer(medianMs * Math.exp(sigma * random.normal()))),
  meanWaitMs: ({ medianMs, sigma }) => medianMs * Math.exp((sigma * sigma) / 2),
  size: { fields: ["medianMs", "sigma"], none: { asInMode: "lognormal" } },
  isSlowness: false,
};
