import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit, logSources } from "../../domain/sources.ts";
import { printable } from "../../domain/text/printable.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import { formatInstant, parseInstant } from "../../domain/time/instant.ts";
import type { OriginalSettings, SimulatedOriginal } from "../../harness/source.ts";
import { counted } from "../../report/text/sentences.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { badNumber, checkedSeed } from "../options/checked.ts";
import { given, seedOption } from "../options/options.ts";
import type { ExitCode } from "../output/exit-code.ts";
import { exitCode } from "../output/exit-code.ts";

type SimulateArguments = ArgumentsOf<typeof options>;

export function options(yargs: Argv) {
  return yargs
    .positional("scenario", { type: "string", demandOption: true, describe: "A name, or the path of a file" })
    .option("out", { type: "string", demandOption: true, describe: "The folder for the files" })
    .option("seed", seedOption)
    .option("days", { type: "number", describe: "Of logins: how long" })
    .option("start", { type: "string", describe: "Of logins: the first day, as 2018-11-01" })
    .option("compat", {
      choices: ["original"] as const,
      describe: "Of logins: the log of the original simulator, draw for draw",
    })
    .option("make-users", {
      type: "boolean",
      describe: "With --compat: make users by the seed (the default)",
    })
    .option("users", { type: "string", describe: "With --compat: the users of this user_ips.json" })
    .option("vary-ips", {
      type: "boolean",
      describe: "With --compat: attackers change their address for each name; adds labelled.csv",
    })
    .conflicts("users", "make-users");
}

/**
 * `firedrill simulate SCENARIO --out DIR`: its log, in no time, for detectors of any kind. Prints what was written.
 */
export async function run(args: SimulateArguments, io: Io): Promise<ExitCode> {
  const { counts, files, notes } = args.compat === "original" ? await original(args) : await ours(args);
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
    seed: checkedOriginalSeed(seed, simulator.largestSeed),
    days: checkedDays(days ?? simulator.days.usual, simulator.days),
    startMs: checkedStart(start ?? simulator.usualStart).atMs,
    addresses: varyIps === true ? "fresh" : "one",
    users: users === undefined ? { kind: "made" } : { kind: "read", path: users },
    outDir: out,
  };
  const simulate = await simulator.load();
  return simulate(order);
}

async function ours(args: SimulateArguments): Promise<SimulatedOriginal> {
  const { users, makeUsers, varyIps, seed, out } = args;
  const foreign = { users, "make-users": makeUsers, "vary-ips": varyIps };
  for (const [option, value] of Object.entries(foreign)) if (value !== undefined) throw needsCompat(option);
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const { simulateToFolder } = await import("../../harness/files/simulate-to-folder.ts");
  const scenario = dated(await loadOrFindScenario(args.scenario), args);
  const { rows, incidents, companions, files } = simulateToFolder({
    scenario,
    seed: checkedSeed(seed),
    outDir: out,
  });
  const counts = [
    { count: rows, ...domainKit(scenario.source).nouns.row },
    { count: incidents, one: "incident", many: "incidents" },
    ...companions,
  ];
  return { counts, files, notes: [] };
}

/** Of a scenario's length. */
const mostDays = 365;

/** The scenario with the length and the first day that were asked for. */
function dated(scenario: Scenario, { days, start }: SimulateArguments): Scenario {
  const { length } = domainKit(scenario.source);
  const startsAt = start === undefined ? undefined : checkedStart(start).startsAt;
  if (length.kind === "phases") {
    const [asked] = Object.keys(given({ start: startsAt, days }));
    if (asked !== undefined) throw noCalendar(asked, scenario);
    return scenario;
  }
  const begun = startsAt === undefined ? scenario : length.startingAt(scenario, startsAt);
  if (days === undefined) return begun;
  // What it says of an hour must have its place.
  const fewest = Math.floor(length.lastOnsetHour(begun) / 24) + 1;
  return length.lasting(begun, checkedDays(days, { fewest, most: mostDays }) * 24);
}

interface DayRange {
  readonly fewest: number;
  readonly most: number;
}

interface Start {
  readonly atMs: number;
  /** As a scenario has it. */
  readonly startsAt: string;
}

/** @throws FiredrillError BAD_NUMBER */
function checkedDays(days: number, { fewest, most }: DayRange): number {
  if (Number.isInteger(days) && days >= fewest && days <= most) return days;
  throw badNumber("days", days, `a whole number from ${fewest} to ${most}`);
}

/**
 * @param text - `2018-11-01`, or a full hour as `2018-11-01T06:00:00Z`
 * @throws FiredrillError BAD_START
 */
function checkedStart(text: string): Start {
  const atMs = parseInstant(/^[^T]*$/.test(text) ? `${text}T00:00:00Z` : text);
  if (atMs === undefined || atMs % hourMs !== 0) throw badStart(text);
  return { atMs, startsAt: formatInstant(atMs) };
}

/** @throws FiredrillError BAD_SEED */
function checkedOriginalSeed(seed: number, largest: number): number {
  if (checkedSeed(seed) <= largest) return seed;
  throw new FiredrillError(
    "usage",
    "BAD_SEED",
    `The seed is ${seed}.`,
    `With --compat original it is a whole number from 0 to ${largest}: the original's generator takes no larger one.`,
  );
}

/** @param simulators - at least one */
function noOriginal(scenario: string, simulators: readonly { readonly scenario: string }[]): FiredrillError {
  const names = simulators.map((one) => one.scenario);
  return new FiredrillError(
    "usage",
    "COMPAT_LOGIN_ONLY",
    `--compat original simulates ${names.join(", ")}, not ${printable(scenario)}.`,
    `Say firedrill simulate ${names[0]} --compat original, or leave --compat out to simulate the scenario.`,
  );
}

/** @param option - without its dashes */
function needsCompat(option: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "OPTION_NEEDS_COMPAT",
    `--${option} belongs to --compat original.`,
    "Without --compat the scenario and the seed say who the users are and where attackers come from: " +
      "firedrill list shows the scenarios.",
  );
}

/** @param option - without its dashes */
function noCalendar(option: string, { source, name }: Scenario): FiredrillError {
  const others = logSources.filter((other) => domainKit(other).length.kind === "calendar");
  const logs = others.map((other) => domainKit(other).nouns.log).join(" or ");
  return new FiredrillError(
    "usage",
    "OPTION_LOGIN_ONLY",
    `--${option} is for scenarios of ${logs}, and ${name} is one of ${domainKit(source).nouns.log}.`,
    "It is as long as its phases say: change a copy of it in a file, and name the file.",
  );
}

function badStart(text: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_START",
    `--start is "${printable(text)}".`,
    "It takes a day as 2018-11-01, or a full hour in UTC as 2018-11-01T06:00:00Z.",
  );
}
