import type { Confusion, ConfusionRates } from "../../domain/subject-verdict.ts";

/** The rates of S. Molin's "Hands-On Data Analysis with Pandas", and what information retrieval adds to them. */
export function ratesOf(counts: Confusion): ConfusionRates {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  return {
    ...rate("falsePositiveRate", fp, fp + tn),
    ...rate("falseDiscoveryRate", fp, fp + tp),
    ...rate("falseNegativeRate", fn, fn + tp),
    ...rate("falseOmissionRate", fn, fn + tn),
    ...rate("precision", tp, tp + fp),
    ...rate("recall", tp, tp + fn),
    ...rate("f1", 2 * tp, 2 * tp + fp + fn),
  };
}

function rate(name: keyof ConfusionRates, part: number, whole: number): ConfusionRates {
  return whole === 0 ? {} : { [name]: part / whole };
}
