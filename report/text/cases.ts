import { detectorLabels } from "../../domain/results/labels.ts";
import type { DetectorTrace, DrillTrace } from "../../domain/results/trace.ts";
import type { DetectorVerdict, Verdict } from "../../domain/verdict.ts";

/** One detector of a verdict with what led to it. */
export interface Case extends DetectorTrace {
  /** What to call the detector. */
  readonly label: string;
  readonly verdict: DetectorVerdict;
}

/** @throws RangeError when trace and verdict do not have the same detectors */
export function casesOf({ detectors }: Pick<Verdict, "detectors">, trace: DrillTrace): readonly Case[] {
  const labels = detectorLabels(detectors);
  if (trace.detectors.length !== detectors.length)
    throw new RangeError("the trace must have the detectors of the verdict");
  return trace.detectors.flatMap((one, at) => {
    const verdict = detectors[at];
    return verdict === undefined ? [] : [{ ...one, label: labels[at] ?? verdict.name, verdict }];
  });
}
