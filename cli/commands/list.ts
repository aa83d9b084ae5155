import type { Argv } from "yargs";
import { detectors } from "../../detector/registry.ts";
import type { OptionSpec, OptionTable } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { readsOf } from "../../domain/detector.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit, logSources } from "../../domain/sources.ts";
import { describeIncidents, describeLength, scenarios, suites } from "../../scenarios/registry.ts";
import type { Suite } from "../../scenarios/source.ts";
import type { Io } from "../io.ts";
import { withExamples } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["list", "List everything with its options and defaults"],
    ["list | grep -A 9 '^  knn'", "Show the options of one detector"],
  ]);
}

const howToRun = " (firedrill run NAME, or the path of a YAML or JSON file)";

/** `firedrill list`: the scenarios, suites and detectors with their options. */
export async function run(_args: unknown, io: Io): Promise<ExitCode> {
  const lines = [
    ...logSources.flatMap((source, at) => [
      `Scenarios of ${domainKit(source).nouns.log}, source ${source}${at === 0 ? howToRun : ""}:`,
      ...blocks(scenarios.filter((scenario) => scenario.source === source).map(scenarioLines)),
      "",
    ]),
    "Suites (firedrill run --suite NAME):",
    ...blocks(suites.map((suite) => [suite.name, suite.summary, namesIn(suite)])),
    "",
    "Detectors (--detector NAME or NAME:key=value,key=value):",
    ...blocks(
      detectors.map((detector) => [
        detector.name,
        detector.summary,
        `reads logs of ${readsOf(detector).join(" and ")}`,
        ...optionLines(detector),
      ]),
    ),
  ];
  io.stdout.write(`${lines.join("\n")}\n`);
  return exitCode.passed;
}

function scenarioLines(scenario: Scenario): readonly string[] {
  const { name, summary } = scenario;
  return [name, summary, `${describeLength(scenario)}; ${describeIncidents(scenario)}`];
}

function namesIn(suite: Suite<Scenario>): string {
  return suite.scenarios.map(({ name }) => name).join(", ");
}

function blocks(entries: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...entries.map(([name = ""]) => name.length));
  return entries.flatMap(([name = "", ...lines]) =>
    lines.map((line, at) => `  ${(at === 0 ? name : "").padEnd(width)}  ${line}`),
  );
}

function optionLines(detector: Pick<DetectorDefinition, "options">): readonly string[] {
  const pairs = Object.entries<OptionSpec>(detector.options satisfies OptionTable).map(
    ([key, spec]) => [`${key}=${spec.default}`, spec] as const,
  );
  const width = Math.max(0, ...pairs.map(([pair]) => pair.length));
  return pairs.map(([pair, spec]) => `  ${pair.padEnd(width)}  ${describeOption(spec)}`);
}

function describeOption(spec: OptionSpec): string {
  switch (spec.kind) {
    case "number":
    case "count":
      return spec.unit === undefined ? spec.describe : `${spec.describe} (${spec.unit})`;
    case "text":
    case "signal":
      return spec.describe;
    case "choice":
      return `${spec.describe} (${spec.choices.join(", ")})`;
  }
}
