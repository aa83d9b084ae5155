import type { CommandModule } from "yargs";
import type { OptionSpec, OptionTable } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import type { Scenario } from "../../domain/sources.ts";
import type { Suite } from "../../scenarios/source.ts";

/** `firedrill list`: what there is to run, and who can be asked to notice. */
export const listCommand: CommandModule = {
  command: "list",
  describe: "Show the scenarios, the suites and the detectors",
  async handler() {
    const { domainKit, logSources } = await import("../../domain/sources.ts");
    const { describeIncidents, describeLength, scenarios, suites } =
      await import("../../scenarios/registry.ts");
    const { detectors } = await import("../../detector/registry.ts");
    const { readsOf } = await import("../../domain/detector.ts");
    const lines = (scenario: Scenario): readonly string[] => [
      scenario.name,
      scenario.summary,
      `${describeLength(scenario)}; ${describeIncidents(scenario)}`,
    ];
    console.log(
      [
        ...logSources.flatMap((source, at) => [
          `Scenarios of ${domainKit(source).nouns.log}, source ${source}${at === 0 ? howToRun : ""}:`,
          ...blocks(scenarios.filter((scenario) => scenario.source === source).map(lines)),
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
      ].join("\n"),
    );
  },
};

const howToRun = " (firedrill run NAME; a path to a YAML or JSON file also works)";

function namesIn({ scenarios }: Suite<Scenario>): string {
  return scenarios.map(({ name }) => name).join(", ");
}

function blocks(entries: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...entries.map(([name = ""]) => name.length));
  return entries.flatMap(([name = "", ...lines]) =>
    lines.map((line, at) => `  ${(at === 0 ? name : "").padEnd(width)}  ${line}`),
  );
}

function optionLines({ options }: Pick<DetectorDefinition, "options">): readonly string[] {
  const pairs = Object.entries<OptionSpec>(options satisfies OptionTable).map(
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
