import type { Scenario } from "../domain/scenario.ts";
import { loadOrFindScenario } from "../scenarios/registry.ts";
import { counted } from "../score/explore/words.ts";
import { checkedSeed } from "./seed.ts";
import {
  checkedDays,
  checkedOriginalSeed,
  checkedStart,
  dayRangeOf,
  originalDayRange,
} from "./simulate-arguments.ts";
import type { Start } from "./simulate-arguments.ts";
import { compatIsOfLogins, needsCompat, noCalendar } from "./simulate-mistakes.ts";

export interface SimulateRequest {
  readonly scenario: string;
  readonly compat: "original" | undefined;
  readonly seed: number;
  readonly days: number | undefined;
  readonly start: string | undefined;
  readonly makeUsers: boolean | undefined;
  readonly users: string | undefined;
  readonly varyIps: boolean | undefined;
  readonly out: string;
}

/** As the published month has them. */
const originalDays = 30;
const originalStart = "2018-11-01";

/** Simulates, writes, and prints what was written. */
export async function simulateToFiles(request: SimulateRequest): Promise<void> {
  const { facts, files, notes } =
    request.compat === "original" ? await original(request) : await ours(request);
  const paths = files.map((path) => `  ${path}`);
  process.stdout.write(`${[facts.join(", "), "Written:", ...paths, ...notes].join("\n")}\n`);
}

interface Told {
  readonly facts: readonly string[];
  readonly files: readonly string[];
  /** Sentences about them. */
  readonly notes: readonly string[];
}

const freshAddresses =
  "Attackers change their address, and attacks.csv has none of those that they came from: score labelled.csv, without --labels.";

async function original(request: SimulateRequest): Promise<Told> {
  const { scenario, seed, days, start, users, varyIps, out } = request;
  if (scenario !== "login") throw compatIsOfLogins(scenario);
  const { simulateOriginalToFolder } = await import("../harness/login-original/simulate-to-folder.ts");
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

async function ours(request: SimulateRequest): Promise<Told> {
  const { users, makeUsers, varyIps, seed, out } = request;
  const foreign = { users, "make-users": makeUsers, "vary-ips": varyIps };
  for (const [option, value] of Object.entries(foreign)) if (value !== undefined) throw needsCompat(option);
  const scenario = dated(await loadOrFindScenario(request.scenario), request);
  const { simulateToFolder } = await import("../harness/simulate-to-folder.ts");
  const simulated = simulateToFolder({ scenario, seed: checkedSeed(seed), outDir: out });
  const rows = scenario.source === "login" ? ["attempt", "attempts"] : ["request", "requests"];
  const [one = "", many = ""] = rows;
  const userFacts = simulated.users === undefined ? [] : [counted(simulated.users, "user", "users")];
  return {
    facts: [
      counted(simulated.rows, one, many),
      counted(simulated.incidents, "incident", "incidents"),
      ...userFacts,
    ],
    files: simulated.files,
    notes: [],
  };
}

/** The scenario with the length and the first day that were asked for. */
function dated(scenario: Scenario, { days, start }: SimulateRequest): Scenario {
  const begun = start === undefined ? scenario : startedAt(scenario, checkedStart(start));
  if (days === undefined) return begun;
  if (begun.source !== "login") throw noCalendar("days", scenario.name);
  return { ...begun, hours: checkedDays(days, dayRangeOf(begun)) * 24 };
}

function startedAt(scenario: Scenario, { startsAt }: Start): Scenario {
  if (scenario.source !== "login") throw noCalendar("start", scenario.name);
  return { ...scenario, startsAt };
}
