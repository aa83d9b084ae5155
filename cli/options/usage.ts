import { FiredrillError } from "../../domain/error.ts";
import { nearestName } from "../../domain/text/nearest-name.ts";

/** Options and positionals that take several values. */
const lists = new Set([
  "scenario",
  "folder",
  "balance",
  "file",
  "detector",
  "set",
  "report",
  "allow-host",
  "allowHost",
  "allow-origin",
  "allowOrigin",
  "keep",
  "vary",
  "pid",
  "command",
  "run",
]);

/** Options with a value that no message may show. */
const secrets = new Set(["notify"]);

/** Commands in which every option takes one value, `--detector` too. */
const withoutLists = /^(?:train|tune)$/;

/** @throws FiredrillError BAD_COMMAND_LINE when an option that takes one value is given twice */
export function refuseRepeats(args: Readonly<Record<string, unknown>>): true {
  const hasLists = !withoutLists.test(String(args["_"]));
  for (const [name, values] of Object.entries(args)) {
    if (!Array.isArray(values) || name === "_" || (hasLists && lists.has(name))) continue;
    throw badCommandLine(
      `--${name} is given more than once.`,
      secrets.has(name) ? "Keep one of its values." : `Keep one of its values: ${values.join(", ")}.`,
    );
  }
  return true;
}

/**
 * @param args - as parsed; an option that takes no value is a boolean in it
 * @throws FiredrillError BAD_COMMAND_LINE when an option stands without its value, where yargs would take the default
 */
export function refuseMissingValues(args: Readonly<Record<string, unknown>>, argv: readonly string[]): true {
  const words = argv.slice(0, argv.includes("--") ? argv.indexOf("--") : undefined);
  for (const [at, word] of words.entries()) {
    const [, name, empty] = /^--(?!no-)([a-z][a-z0-9-]*)(=?)$/.exec(word) ?? [];
    if (name === undefined || typeof args[name] === "boolean") continue;
    const next = words[at + 1];
    // yargs takes an empty word for 0.
    const isEmpty = empty === "=" || (next === "" && typeof args[name] === "number");
    if (isEmpty || next === undefined || /^--[a-z]/.test(next))
      throw badCommandLine(
        `Missing value for --${name}.`,
        `Run firedrill ${String(args["_"])} --help for usage.`,
      );
  }
  return true;
}

/**
 * The words that were typed where a number was expected, by option name. yargs leaves NaN of them, and a message should
 * quote what was typed; no check takes them for a number.
 */
export function wordsForNumbers(
  args: Readonly<Record<string, unknown>>,
  argv: readonly string[],
): Readonly<Record<string, unknown>> {
  const wrong = Object.entries(args).filter(([, value]) => Number.isNaN(value));
  return Object.fromEntries(wrong.map(([name]) => [name, typedValue(name, argv)]));
}

/** A `-` for each positional that is one, for yargs leaves nothing of it. */
export function dashesForBlanks(
  args: Readonly<Record<string, unknown>>,
  argv: readonly string[],
): Readonly<Record<string, unknown>> {
  if (!argv.includes("-") || argv.includes("")) return {};
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => (value === "" ? [[name, "-"]] : [])),
  );
}

/** @param name - of an option, in kebab or camel case */
function typedValue(name: string, argv: readonly string[]): string | undefined {
  const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const at = argv.findIndex((word) => word === option || word.startsWith(`${option}=`));
  return argv[at]?.startsWith(`${option}=`) === true ? argv[at].slice(option.length + 1) : argv[at + 1];
}

export function badCommandLine(message: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "BAD_COMMAND_LINE", message, advice);
}

/** A message that yargs wrote about the arguments. */
export class YargsMistake extends Error {}

/** Where the mistake was made. */
interface CommandLine {
  readonly argv: readonly string[];
  /** `firedrill lint <file..>`; `firedrill <command>` when no command was recognized. */
  readonly usage: string;
  /** `firedrill lint`, or `firedrill`. */
  readonly command: string;
  /** Names of the subcommands; empty inside a command. */
  readonly commands: readonly string[];
  /** Names of the options, without dashes. */
  readonly options: readonly string[];
}

/**
 * Rewrites a message of yargs as an error.
 * @param help - of the command, or of the program when no command was recognized
 */
export function usageError(message: string, help: string, argv: readonly string[]): FiredrillError {
  const [usage = ""] = help.split("\n");
  const [command = "firedrill"] = /^firedrill(?: [a-z]+)?/.exec(usage) ?? [];
  const commands = namesIn(help, /^ {2}firedrill ([a-z]+)/gm);
  const line = {
    argv,
    usage,
    command,
    commands,
    options: namesIn(help, /^ {2,6}(?:-[a-z], +)?--([a-z][a-z0-9-]*)/gm),
  };
  for (const [pattern, rewrite] of rewrites) {
    const match = pattern.exec(message);
    if (match !== null)
      return badCommandLine(...rewrite(line, match[1] ?? "", match[2] ?? "", match[3] ?? ""));
  }
  return badCommandLine(message, seeHelp(line));
}

type Rewrite = (
  line: CommandLine,
  ...groups: readonly [string, string, string]
) => readonly [message: string, advice: string];

const rewrites: readonly (readonly [RegExp, Rewrite])[] = [
  [
    /^Missing command/,
    (line) => {
      const option = line.argv.find((word) => word.startsWith("-"));
      if (option !== undefined) return unknownWord(line, option.replace(/^-+([^=]*).*/s, "$1"));
      return ["Missing command.", "Try firedrill run rapidly, or run firedrill --help for all commands."];
    },
  ],
  [
    /^Not enough non-option arguments: got (\d+)/,
    (line, count) => {
      const required = line.usage.match(/<[^>]+>/g) ?? [];
      return [`Missing argument ${required[Number(count)] ?? required.at(-1) ?? ""}.`, seeHelp(line)];
    },
  ],
  [/^Not enough arguments following: (.*)$/, (line, name) => [`Missing value for --${name}.`, seeHelp(line)]],
  [/^Missing required arguments?: ([^,]*)/, (line, name) => [`Missing option --${name}.`, seeHelp(line)]],
  [
    /^Missing dependent arguments:\s+(\S+) -> (\S+)/,
    (_line, name, needed) => [`--${name} needs --${needed}.`, `Add --${needed}, or leave out --${name}.`],
  ],
  [
    /^Arguments (\S+) and (\S+) are mutually exclusive/,
    (line, name, other) => [`--${name} and ${nameIn(line, other)} exclude each other.`, "Keep one of them."],
  ],
  [
    /Argument: (\S+), Given: (.*), Choices: (.*)/,
    (line, name, value, choices) => {
      const known = choices.replaceAll('"', "").split(", ");
      const nearest = nearestName(value.replaceAll('"', ""), known);
      const advice = nearest === undefined ? seeHelp(line) : `Did you mean ${nearest}?`;
      return [`Invalid --${name} ${value}: expected ${orList(known)}.`, advice];
    },
  ],
  [/^Unknown (?:argument|command)s?: ([^,]*)/, unknownWord],
];

/** `a, b, or c`. The first use of Intl loads 20 ms of its data, which few commands need. */
function orList(names: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}

function unknownWord(line: CommandLine, word: string): readonly [string, string] {
  if (isOption(line.argv, word)) {
    // `--set.x=1` is meant as `--set x=1`.
    const nearest = nearestName(word.replace(/\..*/s, ""), line.options);
    return [
      `Unknown option ${word.length === 1 ? "-" : "--"}${word}.`,
      nearest === undefined ? seeHelp(line) : `Did you mean --${nearest}?`,
    ];
  }
  if (line.commands.length === 0) {
    // It may be one for --notify, which is a secret.
    const shown = /^https?:\/\//.test(word) ? "a URL" : `"${word}"`;
    return [`Unexpected argument ${shown}.`, seeHelp(line)];
  }
  const nearest = nearestName(word, line.commands);
  return [
    `Unknown command "${word}".`,
    nearest === undefined ? seeHelp(line) : `Did you mean firedrill ${nearest}?`,
  ];
}

/** Whether the word was typed with dashes in front. yargs drops them. */
function isOption(argv: readonly string[], word: string): boolean {
  return argv.some((typed) => {
    const [, dashes = "", name = ""] = /^(--no-|--?)([^=]*)/s.exec(typed) ?? [];
    return dashes === "-" && word.length === 1 ? name.includes(word) : dashes !== "" && name === word;
  });
}

/** `--users`, or `[scenario]` for a positional. */
function nameIn({ usage }: CommandLine, name: string): string {
  return new RegExp(String.raw`[<[]${name}(?:\.\.)?[>\]]`).exec(usage)?.[0] ?? `--${name}`;
}

function seeHelp({ command }: CommandLine): string {
  return `Run ${command} --help for ${command === "firedrill" ? "all commands" : "usage"}.`;
}

function namesIn(help: string, pattern: RegExp): readonly string[] {
  return [...help.matchAll(pattern)].map(([, name = ""]) => name);
}
