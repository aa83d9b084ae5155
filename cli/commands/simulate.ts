import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit, logSources } from "../../domain/sources.ts";
import { printable } from "../../domain/text/printable.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import { formatInstant, parseGivenInstant, yearNote } from "../../domain/time/instant.ts";
import type { OriginalSettings, SimulatedOriginal } from "../../harness/source.ts";
import { counted } from "../../report/text/sentences.ts";
import type { ArgumentsOf } from "../commands.ts";
import { interruptSignal } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { badNumber, checkedSeed } from "../options/checked.ts";
import {
  drillGroup,
  given,
  outputGroup,
  scenarioArgument,
  seedOption,
  withExamples,
} from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

type SimulateArguments = ArgumentsOf<typeof options>;

const originalGroup = "Original simulator:";

export function options(yargs: Argv) {
  return withExamples(yargs, [
    ["simulate rapidly --out rapidly-log", "Write observed.csv and labelled.csv"],
    ["simulate login --days 7 --start 2018-11-01 --out week", "Simulate a week of logins"],
    ["simulate login --compat original --out month", "Write the log of the original simulator"],
  ])
    .positional("scenario", { ...scenarioArgument, demandOption: true })
    .option("out", {
      group: outputGroup,
      type: "string",
      demandOption: true,
      describe: "Folder for the files, which must be new",
    })
    .option("seed", seedOption)
    .option("days", {
      group: drillGroup,
      type: "number",
      describe: "Length of a login scenario, 1 to 365 days (with --compat 1 to 3660)",
      defaultDescription: "the scenario's",
    })
    .option("start", {
      group: drillGroup,
      type: "string",
      describe: "First day of a login scenario (2018-11-01), or a full hour (2018-11-01T06:00:00Z)",
      defaultDescription: "the scenario's",
    })
    .option("compat", {
      group: originalGroup,
      choices: ["original"] as const,
      describe: "Write the log of the original login simulator, byte for byte",
    })
    .option("make-users", {
      group: originalGroup,
      type: "boolean",
      describe: "With --compat: create users from the seed, which is the default",
    })
    .option("users", {
      group: originalGroup,
      type: "string",
      describe: "With --compat: read users from this user_ips.json",
    })
    .option("vary-ips", {
      group: originalGroup,
      type: "boolean",
      describe: "With --compat: use a new attacker address per user, and write labelled.csv",
    })
    .conflicts("users", "make-users");
}

/** `firedrill simulate SCENARIO --out DIR`: writes the log of a scenario and prints the names of the files. */
export async function run(args: SimulateArguments, io: Io): Promise<ExitCode> {
  const { counts, files, notes } = args.compat === "original" ? await original(args) : await ours(args, io);
  const facts = counts.map(({ count, one, many }) => counted(count, one, many)).join(", ");
  const paths = files.map((path) => `  ${path}`);
  io.stdout.write(`${[facts, "Written:", ...paths, ...notes].join("\n")}\n`);
  return exitCode.passed;
}

async function original(args: SimulateArguments): Promise<SimulatedOriginal> {
  const { scenario, seed, days, start, users, varyIps, out } = args;
  const { harnessKit } = await import("../../harness/sources.ts");
  const simulators = logSources.flatMap((source) => harnessKit(source).originals);
  const simulator = simulators.find((known) => known.scenario === scenario);
  if (simulator === undefined) throw noOriginal(scenario, simulators);
  const order: OriginalSettings = {
    seed: checkedSeed(seed, simulator.largestSeed),
    days: checkedDays(days ?? simulator.days.usual, simulator.days),
    startMs: checkedStart(start ?? simulator.usualStart).atMs,
    addresses: varyIps === true ? "fresh" : "one",
    users: users === undefined ? { kind: "made" } : { kind: "read", path: users },
    outDir: out,
  };
  const simulate = await simulator.load();
  return simulate(order);
}

async function ours(args: SimulateArguments, io: Io): Promise<SimulatedOriginal> {
  const { users, makeUsers, varyIps, seed, out } = args;
  const compatOptions = { users, "make-users": makeUsers, "vary-ips": varyIps };
  for (const [option, value] of Object.entries(compatOptions))
    if (value !== undefined) throw needsCompat(option);
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const { simulateToFolder } = await import("../../harness/files/simulate-to-folder.ts");
  const scenario = dated(await loadOrFindScenario(args.scenario), args);
  const order = { scenario, seed: checkedSeed(seed), outDir: out };
  const { signal, release } = interruptSignal(io);
  const { rows, incidents, companions, files } = await simulateToFolder(order, signal).finally(release);
  const counts = [
    { count: rows, ...domainKit(scenario.source).nouns.row },
    { count: incidents, one: "incident", many: "incidents" },
    ...companions,
  ];
  return { counts, files, notes: [] };
}

/** The longest scenario. */
const mostDays = 365;

/** The scenario with the given length and first day. */
function dated(scenario: Scenario, { days, start }: SimulateArguments): Scenario {
  const { length } = domainKit(scenario.source);
  const startsAt = start === undefined ? undefined : checkedStart(start).startsAt;
  if (length.kind === "phases") {
    const [option] = Object.keys(given({ start: startsAt, days }));
    if (option !== undefined) throw noCalendar(option, scenario);
    return scenario;
  }
  const started = startsAt === undefined ? scenario : length.startingAt(scenario, startsAt);
  if (days === undefined) return started;
  // Every incident must begin within the scenario.
  const fewest = Math.floor(length.lastOnsetHour(started) / 24) + 1;
  return length.lasting(started, checkedDays(days, { fewest, most: mostDays }) * 24);
}

interface DayRange {
  readonly fewest: number;
  readonly most: number;
}

interface Start {
  readonly atMs: number;
  /** ISO 8601, as in a scenario. */
  readonly startsAt: string;
}

/** @throws FiredrillError BAD_NUMBER */
function checkedDays(days: number, { fewest, most }: DayRange): number {
  if (Number.isInteger(days) && days >= fewest && days <= most) return days;
  throw badNumber(
    "days",
    days,
    `a whole number of days from ${fewest} to ${most}`,
    "Pass a number in this range, or leave --days out.",
  );
}

/**
 * @param text - `2018-11-01`, or a full hour as `2018-11-01T06:00:00Z`
 * @throws FiredrillError BAD_START
 */
function checkedStart(text: string): Start {
  const atMs = parseGivenInstant(/^[^T]*$/.test(text) ? `${text}T00:00:00Z` : text);
  if (atMs === undefined || atMs % hourMs !== 0) throw badStart(text);
  return { atMs, startsAt: formatInstant(atMs) };
}

/** @param simulators - at least one */
function noOriginal(scenario: string, simulators: readonly { readonly scenario: string }[]): FiredrillError {
  const names = simulators.map((simulator) => simulator.scenario);
  return new FiredrillError(
    "usage",
    "COMPAT_LOGIN_ONLY",
    `--compat original does not support ${printable(scenario)}.`,
    `Run firedrill simulate ${names[0]} --compat original, or leave --compat out.`,
  );
}

/** @param option - without its dashes */
function needsCompat(option: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "OPTION_NEEDS_COMPAT",
    `--${option} needs --compat original.`,
    `Add --compat original, or leave --${option} out: the scenario defines its users and addresses.`,
  );
}

/** @param option - without its dashes */
function noCalendar(option: string, { source, name }: Scenario): FiredrillError {
  const others = logSources.filter((other) => domainKit(other).length.kind === "calendar");
  const logs = others.map((other) => domainKit(other).nouns.log).join(" or ");
  return new FiredrillError(
    "usage",
    "OPTION_LOGIN_ONLY",
    `--${option} works only for scenarios of ${logs}, but ${name} is one of ${domainKit(source).nouns.log}.`,
    "Copy the scenario to a file, change its phases, and pass the file.",
  );
}

function badStart(text: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_START",
    `Invalid --start "${printable(text)}": expected a day or a full hour in UTC${yearNote(text)}.`,
    "Pass a day such as 2018-11-01, or an hour such as 2018-11-01T06:00:00Z.",
  );
}
