import type { Argv } from "yargs";
import { parseOptions } from "../../domain/detector-options.ts";
import { readsOf } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { parseWithin } from "../../domain/gate.ts";
import type { Expectation } from "../../domain/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { detectors, detectorsFor, findDetector } from "../../detector/registry.ts";
import { isRemote } from "../../harness/session/definition.ts";
import { modulePath } from "../../harness/session/module.ts";
import { withModel } from "../../harness/session/models.ts";
import type { Mistake } from "../../scenarios/file/mistake.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { chosenDetectors, detectorOption, externalOptions, remoteWords } from "../options/detectors.ts";
import { gateSeverityOption, given, settingsOption, withExamples, withinOption } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";
import { printError } from "../output/print-error.ts";

type LintArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  const described = withExamples(yargs, [
    ["lint incident.yaml", "Report all mistakes in the file"],
    ["lint rapidly blind", "Check a built-in scenario and a suite"],
    [
      'lint incident.yaml --detector "cmd:python3 detector.py" --within 3m',
      "Check a drill before it is played",
    ],
  ])
    .positional("scenario", {
      type: "string",
      array: true,
      demandOption: true,
      default: undefined,
      describe: "YAML or JSON file of one scenario, or the name of a built-in scenario or suite",
    })
    .option("detector", { ...detectorOption, defaultDescription: "those the scenario expects" })
    .option("set", settingsOption)
    .option("within", withinOption)
    .option("severity", gateSeverityOption);
  return externalOptions(described);
}

/** `firedrill lint SCENARIO...`: reports every mistake in everything that `run` takes, and plays nothing. */
export async function run(args: LintArguments, io: Io): Promise<ExitCode> {
  const { describeIncidents, describeLength, findScenario, isScenarioPath, suites } =
    await import("../../scenarios/registry.ts");
  const { loadScenario } = await import("../../scenarios/file/load.ts");
  const check = await drillCheck(args);
  const scenariosOf = async (word: string): Promise<readonly Scenario[]> => {
    if (isScenarioPath(word)) return [await loadScenario(word, detectorMistakes)];
    return suites.find(({ name }) => name === word)?.scenarios ?? [findScenario(word)];
  };
  let code: ExitCode = exitCode.passed;
  for (const word of args.scenario) {
    try {
      for (const found of await scenariosOf(word)) {
        const scenario = await check(found);
        io.stdout.write(
          `OK ${word}: ${scenario.name}, ${describeLength(scenario)}; ${describeIncidents(scenario)}\n`,
        );
      }
    } catch (error) {
      code = printError(error, io);
    }
  }
  return code;
}

/** @returns a function that changes a scenario as asked, and throws what `run` would before its first request */
async function drillCheck(args: LintArguments): Promise<(scenario: Scenario) => Promise<Scenario>> {
  const { set: settings, detector, within, severity } = args;
  const { changedScenario, planScenario } = await import("../../harness/drill/plan.ts");
  const { remoteSettings } = await import("../../harness/session/remote-definitions.ts");
  const remote = remoteWords(args, []);
  if (within !== undefined) parseWithin(within);
  if (detector.length === 0) return (scenario) => changedScenario(scenario, settings);
  const choices = await chosenDetectors(detector, remote);
  return async (scenario) => {
    const overrides = given({ within, severity });
    const order = { scenario, settings, choices, remote: remoteSettings(remote), ...overrides };
    const plan = await planScenario(order);
    // Rules are read when they are connected. Nothing is started.
    for (const { definition, gate } of plan.gates)
      if (isRemote(definition)) await definition.connect(gate.options, [scenario.source]).stop(0);
    return plan.scenario;
  };
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
function checkOptions(scenario: Scenario, name: string, written: NonNullable<Expectation["options"]>): void {
  const found = detectors.find((known) => known.name === name);
  if (found === undefined || !readsOf(found).includes(scenario.source)) return;
  const values = parseOptions(name, found.options, written);
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
