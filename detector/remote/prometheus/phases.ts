import { randomStream } from "../../../domain/random.ts";

/** Where scrapes and evaluations fall, as shares of their intervals in [0, 1). */
export interface Phase {
  /** The first evaluation after the start of the log. */
  readonly evaluation: number;
  /** The first scrape after an evaluation. */
  readonly scrape: number;
}

const shares = [0.1, 0.3, 0.5, 0.7, 0.9] as const;

/** Every pair of five phases each: Prometheus fixes both by hashes of its configuration, so that any may be yours. */
export const phaseGrid: readonly Phase[] = shares.flatMap((evaluation) =>
  shares.map((scrape) => ({ evaluation, scrape })),
);

/** The pair whose alerts count: the one in the middle, or one drawn from the seed. */
export function chosenPhase(phases: "pinned" | "sampled", seed: number): number {
  switch (phases) {
    case "pinned":
      return Math.floor(phaseGrid.length / 2);
    case "sampled":
      return Math.floor(randomStream(seed, "prometheus-phase")(0).uniform() * phaseGrid.length);
  }
}
