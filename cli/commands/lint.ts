import type { CommandModule } from "yargs";

interface LintArguments {
  readonly file: readonly string[];
}

/** `firedrill lint FILE...`: every mistake of every file, without running anything. */
export const lintCommand: CommandModule<unknown, LintArguments> = {
  command: "lint <file..>",
  describe: "Check scenario files without running them",
  builder: (yargs) =>
    yargs.positional("file", {
      type: "string",
      array: true,
      demandOption: true,
      describe: "YAML or JSON file of one scenario",
    }),
  async handler({ file: files }) {
    const { loadScenario } = await import("../../scenarios/file/load.ts");
    const { detectorMistakes } = await import("../options/detector-mistakes.ts");
    const { describeIncidents, describeLength } = await import("../../scenarios/registry.ts");
    const { printError } = await import("../output/print-error.ts");
    for (const file of files) {
      try {
        const scenario = await loadScenario(file, detectorMistakes);
        console.log(
          `OK ${file}: ${scenario.name}, ${describeLength(scenario)}; ${describeIncidents(scenario)}`,
        );
      } catch (error) {
        process.exitCode = printError(error);
      }
    }
  },
};
