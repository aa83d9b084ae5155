import type { DelayDistribution } from "../../domain/results/document.ts";
import type { Verdict } from "../../domain/verdict.ts";

/** Counts delays of drill after drill. */
interface DistributionCollector {
  readonly add: (verdict: Pick<Verdict, "detectors">) => void;
  /** In the order in which detectors and kinds of incidents first occur. */
  readonly finish: () => readonly DelayDistribution[];
}

/** Keeps one number for each delay that occurs, however many drills there are. */
export function distributionCollector(): DistributionCollector {
  const byKey = new Map<string, Counted>();
  return {
    add: ({ detectors }) => {
      for (const [detector, { incidents }] of detectors.entries()) {
        for (const { kind, outcome, delayAffected } of incidents) {
          const counted = countedFor(byKey, detector, kind);
          if (outcome === "inconclusive") counted.inconclusive += 1;
          else if (delayAffected === undefined) counted.missed += 1;
          else counted.delays.set(delayAffected, (counted.delays.get(delayAffected) ?? 0) + 1);
        }
      }
    },
    finish: () =>
      [...byKey.values()].map(({ delays, ...rest }) => ({
        ...rest,
        delays: [...delays].toSorted(([a], [b]) => a - b),
      })),
  };
}

interface Counted {
  readonly detector: number;
  readonly kind: string;
  readonly delays: Map<number, number>;
  missed: number;
  inconclusive: number;
}

function countedFor(byKey: Map<string, Counted>, detector: number, kind: string): Counted {
  const key = JSON.stringify([detector, kind]);
  const known = byKey.get(key);
  if (known !== undefined) return known;
  const fresh = { detector, kind, delays: new Map<number, number>(), missed: 0, inconclusive: 0 };
  byKey.set(key, fresh);
  return fresh;
}
