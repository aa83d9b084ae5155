import type { Argv } from "yargs";
import { parseOptions } from "../../domain/detector-options.ts";
import { readsOf } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Expectation } from "../../domain/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { detectors, detectorsFor, findDetector } from "../../detector/registry.ts";
import { modulePath } from "../../harness/session/module.ts";
import { withModel } from "../../harness/session/models.ts";
import type { Mistake } from "../../scenarios/file/mistake.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { withExamples } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { printError } from "../output/print-error.ts";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["lint incident.yaml", "Report all mistakes in the file"],
    ["lint rapidly blind", "Check a built-in scenario and a suite"],
  ]).positional("scenario", {
    type: "string",
    array: true,
    demandOption: true,
    default: undefined,
    describe: "YAML or JSON file of one scenario, or the name of a built-in scenario or suite",
  });
}

/** `firedrill lint SCENARIO...`: reports every mistake in everything that `run` takes. */
export async function run({ scenario: words }: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const { describeIncidents, describeLength, findScenario, isScenarioPath, suites } =
    await import("../../scenarios/registry.ts");
  const { loadScenario } = await import("../../scenarios/file/load.ts");
  const scenariosOf = async (word: string): Promise<readonly Scenario[]> => {
    if (isScenarioPath(word)) return [await loadScenario(word, detectorMistakes)];
    return suites.find(({ name }) => name === word)?.scenarios ?? [findScenario(word)];
  };
  let code: ExitCode = exitCode.passed;
  for (const word of words) {
    try {
      for (const scenario of await scenariosOf(word))
        io.stdout.write(
          `OK ${word}: ${scenario.name}, ${describeLength(scenario)}; ${describeIncidents(scenario)}\n`,
        );
    } catch (error) {
      code = printError(error, io);
    }
  }
  return code;
}

/** Lines of `expect` with an unknown detector, invalid options, or a detector that cannot read the scenario's log. */
function detectorMistakes(scenario: Scenario): readonly Mistake[] {
  return scenario.expect.flatMap(({ detector, options: values = {} }, at) => {
    // A drill finds out about programs, rules and modules of the user's.
    if (isFromOutside(detector)) return [];
    return [
      ...mistakesOf(["expect", at, "detector"], () => findDetector(detector)),
      ...sourceMistakes(["expect", at, "detector"], scenario, detector),
      ...mistakesOf(["expect", at, "options"], () => checkOptions(scenario, detector, values)),
    ];
  });
}

function isFromOutside(detector: string): boolean {
  return modulePath(detector) !== undefined || /^(?:cmd:|prometheus$|webhook$)/.test(detector);
}

function sourceMistakes(path: Mistake["path"], { source }: Scenario, name: string): readonly Mistake[] {
  const found = detectors.find((known) => known.name === name);
  if (found === undefined || readsOf(found).includes(source)) return [];
  const readers = detectorsFor([source]).map((reader) => reader.name);
  const message = `${name} does not read ${source} logs. Detectors that do: ${readers.join(", ")}.`;
  return [{ path, message }];
}

/** Creates the detector, because options can contradict each other. Other checks cover unknown and unsuitable detectors. */
function checkOptions(scenario: Scenario, name: string, given: NonNullable<Expectation["options"]>): void {
  const found = detectors.find((known) => known.name === name);
  if (found === undefined || !readsOf(found).includes(scenario.source)) return;
  const values = parseOptions(name, found.options, given);
  // A drill trains the detector on the past of its scenario.
  if (hasPast(scenario) && found.train !== undefined && values["model"] === "") found.train(values, scenario);
  else withModel(found).create(values, scenario);
}

function hasPast(scenario: Scenario): boolean {
  return domainKit(scenario.source).pastOf(scenario) !== undefined;
}

function mistakesOf(path: Mistake["path"], check: () => unknown): readonly Mistake[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof FiredrillError) return [{ path, message: `${error.message} ${error.advice}` }];
    throw error;
  }
}
