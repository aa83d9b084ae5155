import { FiredrillError } from "../../domain/error.ts";
import { didYouMean } from "../../domain/text/nearest-name.ts";

/** What yargs says, and how to say it so that it helps. */
const plainWords: readonly (readonly [RegExp, string])[] = [
  [/^Not enough non-option arguments.*/s, "An argument is missing."],
  [/^Missing dependent arguments:\s+([\w-]+) -> ([\w-]+)$/s, "--$1 says something only beside --$2."],
  [/^Unknown (?:argument|command)s?: (.*)$/s, "There is no command, option or argument called: $1"],
];

/** What takes several values. */
const lists = new Set([
  "_",
  "scenario",
  "file",
  "detector",
  "set",
  "report",
  "allow-host",
  "allowHost",
  "keep",
  "vary",
]);

/** @throws UsageMistake when an option that takes one value is given twice */
export function refuseRepeats(given: Readonly<Record<string, unknown>>): true {
  const repeated = Object.keys(given).find((name) => Array.isArray(given[name]) && !lists.has(name));
  if (repeated !== undefined) throw new UsageMistake(`--${repeated} is given more than once.`);
  return true;
}

/** What yargs found wrong with the arguments, before the help is at hand. */
export class UsageMistake extends Error {}

/**
 * Nonsense on the command line.
 * @param help - of the command that was meant, which lists what exists
 */
export function badCommandLine(message: string, help: string): FiredrillError {
  const plain = plainWords.reduce((words, [pattern, better]) => words.replace(pattern, better), message);
  return new FiredrillError("usage", "BAD_COMMAND_LINE", plain, `${hints(plain, help)}${inBrief(help)}`);
}

/** The commands with what they do, where none was named; of a command its first line, its arguments and the names of its options. */
function inBrief(help: string): string {
  if (help.includes("\nCommands:\n")) return help;
  const [usage = ""] = help.split("\n");
  const [, command = "firedrill"] = /^(firedrill [a-z-]+)/.exec(usage) ?? [];
  const options = [...help.matchAll(/^ {2,6}(?:-[a-z], +)?(--[a-z][a-z-]*)/gm)].map(([, name = ""]) => name);
  const [positionals = ""] = /(?<=^Positionals:\n)(?: .*\n)+/m.exec(help) ?? [];
  return `${usage}\n${positionals}It takes ${options.join(", ")}.\nWhat they mean: ${command} --help`;
}

/** One line for each name that is near one in the help. */
function hints(plain: string, help: string): string {
  const known = [...help.matchAll(/(?:^ +firedrill |--)([a-z][a-z-]*)/gm)].map(([, name = ""]) => name);
  const unknown = /called: (.*)$/s.exec(plain)?.[1]?.split(", ") ?? [];
  return unknown
    .map((name) => didYouMean(name, known).trim())
    .map((hint) => (hint === "" ? "" : `${hint}\n`))
    .join("");
}
