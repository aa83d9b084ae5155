import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import { autoencoder } from "../../detector/access/autoencoder/autoencoder.ts";
import { accessGuard } from "../../detector/access/guard/guard.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { accessSuite, findingsIn } from "../detector/access/drills.ts";
import { pageText } from "./reader.ts";
import { table, withPart } from "./readme-parts.ts";

interface Column {
  readonly heading: string;
  readonly definition: DetectorDefinition;
  /** Training a network takes seconds. */
  readonly seeds: readonly number[];
}

const columns: readonly Column[] = [
  { heading: "`access-guard`, three seeds", definition: accessGuard, seeds: [1, 2, 3] },
  { heading: "`autoencoder`, one seed", definition: autoencoder, seeds: [1] },
];

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, count) => total + count, 0);
}

test("the table of the page is what the detectors do (-u writes it anew)", { timeout: 300_000 }, async () => {
  const rows = accessSuite.map((scenario) => {
    const cells = columns.map(({ definition, seeds }) => {
      const runs = seeds.map((seed) => findingsIn(definition, scenario, seed));
      const attacks = sum(runs.map(({ incidents }) => incidents));
      const wrong = sum(runs.map(({ falseAlarms }) => falseAlarms.length));
      const parts = [
        ...(attacks === 0 ? [] : [`${sum(runs.map(({ found }) => found))} of ${attacks}`]),
        ...(wrong === 0 ? [] : [`${wrong} false`]),
      ];
      return parts.length === 0 ? "quiet" : parts.join(", ");
    });
    return [`\`${scenario.name}\``, ...cells];
  });

  const filled = withPart(
    pageText("docs/web-access.md"),
    "access",
    table(["", ...columns.map(({ heading }) => heading)], rows),
  );

  const config = await resolveConfig("README.md");
  const formatted = await format(filled, { ...config, parser: "markdown" });
  await expect(formatted).toMatchFileSnapshot("../../docs/web-access.md");
});
