import { expect, test } from "vitest";
import { ratesOf } from "../../../score/judge/subjects.ts";

const rules = [
  ["means", [72, 1, 254, 0], ["0.003922", "0.013699", "0.000000", "0.000000"]],
  ["medians", [72, 2, 253, 0], ["0.007843", "0.027027", "0.000000", "0.000000"]],
  ["Tukey", [63, 20, 235, 9], ["0.078431", "0.240964", "0.125000", "0.036885"]],
  ["Z", [62, 0, 255, 10], ["0.000000", "0.000000", "0.138889", "0.037736"]],
  ["five times the median", [71, 8, 247, 1], ["0.031373", "0.101266", "0.013889", "0.004032"]],
] as const;

test.for(rules)("the rule %s has the rates that were published, to six decimals", ([, counts, rates]) => {
  const [truePositives, falsePositives, trueNegatives, falseNegatives] = counts;

  const found = ratesOf({ truePositives, falsePositives, trueNegatives, falseNegatives });

  expect(
    [found.falsePositiveRate, found.falseDiscoveryRate, found.falseNegativeRate, found.falseOmissionRate].map(
      (rate) => rate?.toFixed(6),
    ),
  ).toEqual(rates);
});

test("precision is what is right of the alerted, recall what is alerted of the attackers, F1 their harmonic mean", () => {
  const { precision, recall, f1 } = ratesOf({
    truePositives: 6,
    falsePositives: 2,
    trueNegatives: 90,
    falseNegatives: 4,
  });

  expect([precision, recall, f1]).toEqual([0.75, 0.6, 12 / 18]);
});

const nobody = { truePositives: 0, falsePositives: 0, trueNegatives: 0, falseNegatives: 0 };

test.for([
  [nobody, [], "there is nothing to take a share of"],
  [
    { ...nobody, trueNegatives: 5 },
    ["falsePositiveRate", "falseOmissionRate"],
    "nobody attacked and nobody was alerted",
  ],
  [
    { ...nobody, truePositives: 5 },
    ["falseDiscoveryRate", "falseNegativeRate", "precision", "recall", "f1"],
    "all attacked and all were alerted",
  ],
] as const)("of %j the rates are %j: %s", ([counts, names]) => {
  expect(Object.keys(ratesOf(counts))).toEqual(names);
});
