import type { Argv } from "yargs";
import { FiredrillError } from "../../domain/error.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import { formatInstant, parseInstant } from "../../domain/time/instant.ts";
import { counted } from "../../report/text/sentences.ts";
import { printable } from "../../domain/text/printable.ts";
import { badNumber, checkedSeed } from "../options/checked.ts";
import type { ArgumentsOf } from "../commands.ts";
import type { Io } from "../io.ts";
import { seedOption } from "../options/options.ts";
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

/** As the published month has them. */
const originalDays = 30;
const originalStart = "2018-11-01";

/**
 * `firedrill simulate SCENARIO --out DIR`: its log, in no time, for detectors of any kind. Prints what was written.
 */
export async function run(args: SimulateArguments, io: Io): Promise<ExitCode> {
  const { facts, files, notes } = args.compat === "original" ? await original(args) : await ours(args);
  const paths = files.map((path) => `  ${path}`);
  io.stdout.write(`${[facts.join(", "), "Written:", ...paths, ...notes].join("\n")}\n`);
  return exitCode.passed;
}

interface Told {
  readonly facts: readonly string[];
  readonly files: readonly string[];
  /** Sentences about them. */
  readonly notes: readonly string[];
}

const freshAddresses =
  "Attackers change their address, and attacks.csv has none of those that they came from: score labelled.csv, without --labels.";

async function original(request: SimulateArguments): Promise<Told> {
  const { scenario, seed, days, start, users, varyIps, out } = request;
  if (scenario !== "login") throw compatIsOfLogins(scenario);
  const { simulateOriginalToFolder } = await import("../../harness/login/original/simulate-to-folder.ts");
  const simulated = simulateOriginalToFolder({
    seed: checkedOriginalSeed(seed),
    days: checkedDays(days ?? originalDays, originalDayRange),
    startMs: checkedStart(start ?? originalStart).atMs,
    addresses: varyIps === true ? "fresh" : "one",
    users: users === undefined ? { kind: "made" } : { kind: "read", path: users },
    outDir: out,
  });
  const { attempts, attacks, users: userCount, files } = simulated;
  return {
    facts: [
      counted(attempts, "attempt", "attempts"),
      counted(attacks, "attack", "attacks"),
      counted(userCount, "user", "users"),
    ],
    files,
    notes: varyIps === true ? [freshAddresses] : [],
  };
}

async function ours(request: SimulateArguments): Promise<Told> {
  const { users, makeUsers, varyIps, seed, out } = request;
  const foreign = { users, "make-users": makeUsers, "vary-ips": varyIps };
  for (const [option, value] of Object.entries(foreign)) if (value !== undefined) throw needsCompat(option);
  const { loadOrFindScenario } = await import("../../scenarios/registry.ts");
  const scenario = dated(await loadOrFindScenario(request.scenario), request);
  const { simulateToFolder } = await import("../../harness/files/simulate-to-folder.ts");
  const simulated = simulateToFolder({ scenario, seed: checkedSeed(seed), outDir: out });
  const rows = scenario.source === "login" ? ["attempt", "attempts"] : ["request", "requests"];
  const [one = "", many = ""] = rows;
  return {
    facts: [
      counted(simulated.rows, one, many),
      counted(simulated.incidents, "incident", "incidents"),
      ...simulated.companions.map((companion) => counted(companion.count, companion.one, companion.many)),
    ],
    files: simulated.files,
    notes: [],
  };
}

/** The scenario with the length and the first day that were asked for. */
function dated(scenario: Scenario, { days, start }: SimulateArguments): Scenario {
  const begun = start === undefined ? scenario : startedAt(scenario, checkedStart(start));
  if (days === undefined) return begun;
  if (begun.source !== "login") throw noCalendar("days", scenario.name);
  return { ...begun, hours: checkedDays(days, dayRangeOf(begun)) * 24 };
}

function startedAt(scenario: Scenario, { startsAt }: Start): Scenario {
  if (scenario.source !== "login") throw noCalendar("start", scenario.name);
  return { ...scenario, startsAt };
}

interface DayRange {
  readonly fewest: number;
  readonly most: number;
}

/** About ten years. */
const originalDayRange: DayRange = { fewest: 1, most: 3660 };
/** Of a scenario's length. */
const mostDays = 365;
/** numpy takes no larger one. */
const largestOriginalSeed = 4_294_967_295;

interface Start {
  readonly atMs: number;
  /** As a scenario has it. */
  readonly startsAt: string;
}

/** How long the scenario may be: what it says of an hour must have its place. */
function dayRangeOf({ traffic }: LoginScenario): DayRange {
  const hours = traffic.map(({ onset }) => (onset.kind === "at" ? onset.hour : 0));
  return { fewest: Math.floor(Math.max(0, ...hours) / 24) + 1, most: mostDays };
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
function checkedOriginalSeed(seed: number): number {
  if (checkedSeed(seed) > largestOriginalSeed) throw seedTooLarge(seed, largestOriginalSeed);
  return seed;
}

function compatIsOfLogins(scenario: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "COMPAT_IS_OF_LOGINS",
    `--compat original simulates login, not ${printable(scenario)}.`,
    "Say firedrill simulate login --compat original, or leave --compat out to simulate the scenario.",
  );
}

/** @param option - without its dashes */
function needsCompat(option: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NEEDS_COMPAT",
    `--${option} belongs to --compat original.`,
    "Without --compat the scenario and the seed say who the users are and where attackers come from: " +
      "firedrill list shows the scenarios.",
  );
}

/** @param option - without its dashes */
function noCalendar(option: string, scenario: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_CALENDAR",
    `--${option} is for scenarios of logins, and ${scenario} is one of response times.`,
    "It is as long as its phases say: change a copy of it in a file, and name the file.",
  );
}

function badStart(given: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_START",
    `--start is "${printable(given)}".`,
    "It takes a day as 2018-11-01, or a full hour in UTC as 2018-11-01T06:00:00Z.",
  );
}

function seedTooLarge(given: number, largest: number): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_SEED",
    `The seed is ${given}.`,
    `With --compat original it is a whole number from 0 to ${largest}: the original's generator takes no larger one.`,
  );
}
