import { createInterface } from "node:readline/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Argv } from "yargs";
import { printable } from "../../domain/text/printable.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { withExamples } from "../options/options.ts";
import { badCommandLine } from "../options/usage.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

const answerGroup = "Answers:";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["init", "Answer three questions"],
    ['init --detector "python3 detector.py" --scenario rapidly --within 10', "Answer them at once"],
  ])
    .option("detector", {
      group: answerGroup,
      type: "string",
      describe: "Yours: a file of Prometheus rules (rules.yml), a command, or a module (./slow.ts)",
      defaultDescription: "asked",
    })
    .option("scenario", {
      group: answerGroup,
      type: "string",
      describe: "Built-in scenario whose traffic and incident it is drilled with (see firedrill list)",
      defaultDescription: "asked",
    })
    .option("within", {
      group: answerGroup,
      type: "string",
      describe: "Deadline in affected observations (10) or time (250ms, 3s, 5m)",
      defaultDescription: "asked",
    });
}

const questions = [
  { name: "detector", text: "Your detector: rules.yml, a command, or ./module.ts? ", usual: "" },
  { name: "scenario", text: "Which built-in scenario should it notice? [rapidly] ", usual: "rapidly" },
  { name: "within", text: "Within how many affected requests, or what time? [10] ", usual: "10" },
] as const;

/** `firedrill init`: writes a scenario, a test and a CI job that gate the user's detector. Overwrites nothing. */
export async function run(args: ArgumentsOf<typeof options>, io: Io): Promise<ExitCode> {
  const answers = await answered(args, io);
  const { initProject } = await import("../../harness/files/init.ts");
  const folder = process.cwd();
  const { written, test, packages, missing } = initProject(folder, answers);
  const own = existsSync(join(folder, "package.json")) ? "" : "npm init --yes && ";
  const lines = [
    `Written: ${written.join(", ")}`,
    "",
    ...(missing === undefined ? [] : [`Missing: ${printable(missing)}, your detector. Write it first.`]),
    `Install: ${own}npm install --save-dev ${packages.join(" ")}`,
    `Try it:  ${test}`,
    "Then commit the files, package.json and package-lock.json: the job in CI begins with npm ci.",
  ];
  io.stdout.write(`${lines.join("\n")}\n`);
  return exitCode.passed;
}

interface Answers {
  readonly detector: string;
  readonly scenario: string;
  readonly within: string;
}

/** Asks for what no option says. @throws FiredrillError BAD_COMMAND_LINE if the input ends before */
async function answered(
  args: { readonly [K in keyof Answers]: string | undefined },
  io: Io,
): Promise<Answers> {
  const given = new Map(
    questions.flatMap(({ name }) => (args[name] === undefined ? [] : [[name, args[name]]])),
  );
  const missing = questions.filter(({ name }) => !given.has(name));
  if (missing.length > 0) {
    const input = createInterface({ input: io.stdin() });
    const lines = input[Symbol.asyncIterator]();
    try {
      for (const { name, text, usual } of missing) {
        io.stdout.write(text);
        const line = await lines.next();
        const answer = line.done === true ? "" : line.value.trim();
        given.set(name, answer === "" ? usual : answer);
      }
    } finally {
      input.close();
    }
    io.stdout.write("\n");
  }
  const [detector = "", scenario = "", within = ""] = questions.map(({ name }) => given.get(name));
  if (detector.trim() === "")
    throw badCommandLine(
      "Missing: your detector.",
      'Run firedrill init --detector rules.yml, --detector "python3 detector.py" or --detector ./slow.ts.',
    );
  return { detector, scenario, within };
}
