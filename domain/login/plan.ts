import { firstInstantMs } from "../scenario.ts";
import type { Agenda } from "../time/agenda.ts";
import { agenda } from "../time/agenda.ts";
import { hourMs } from "../time/calendar.ts";
import { roundToMicros } from "../time/clock.ts";
import { formatInstant } from "../time/instant.ts";
import type { Entry } from "./entries.ts";
import { entriesOf, honestVisitsOf } from "./entries.ts";
import type { LoginScenario } from "./scenario.ts";
import type { Traffic } from "./traffic.ts";
import { isAttack } from "./traffic.ts";
import { usersOf } from "./user-base.ts";
import type { Visit } from "./visit.ts";

const microsecondMs = 0.001;

/**
 * Every try of the scenario in order of time. Same scenario and seed, same plan; entries of other kinds change nothing for
 * an entry or for the honest users, but that a try which falls on the microsecond of another comes one later. Lazy;
 * memory is that of the visits under way and of the addresses of attacks under way. What would come after the scenario's end
 * is cut off.
 */
export function* planLogins(scenario: LoginScenario, seed: number): Generator<PlannedLogin, void, undefined> {
  const { traffic, hours } = scenario;
  const setting = {
    traffic,
    hours,
    seed,
    users: usersOf(scenario, seed),
    startMs: firstInstantMs(scenario),
  };
  const queue = agenda<Pending>();
  addVisit(queue, honestVisitsOf(setting), { mode: "normal" });
  for (const entry of entriesOf(setting)) addOnset(queue, entry, entry.onsets());
  yield* tries(queue, hours * hourMs);
}

function* tries(queue: Agenda<Pending>, untilMs: number): Generator<PlannedLogin, void, undefined> {
  const labelOf = labels();
  let index = 0;
  let visits = 0;
  let lastMs = -Infinity;
  for (let due = queue.next(); due !== undefined; due = queue.next()) {
    const { atMs, what } = due;
    const offsetMs = Math.max(roundToMicros(atMs), roundToMicros(lastMs + microsecondMs));
    if (offsetMs >= untilMs) return;
    switch (what.kind) {
      case "onset":
        addVisit(queue, what.entry.visitsFrom(atMs), labelOf(what.entry.traffic));
        addOnset(queue, what.entry, what.later);
        break;
      case "visit":
        queue.add(atMs, { kind: "try", visit: visits, place: 0, what: what.visit, label: what.label });
        visits += 1;
        addVisit(queue, what.later, what.label);
        break;
      case "try":
        yield plannedLogin(index, offsetMs, what);
        addTry(queue, offsetMs, what);
        index += 1;
        lastMs = offsetMs;
    }
  }
}

type Label = Pick<PlannedLogin, "mode" | "incident">;

/** What waits for its instant. */
type Pending = PendingOnset | PendingVisit | PendingTry;

interface PendingOnset {
  readonly kind: "onset";
  readonly entry: Entry;
  readonly later: Iterator<number, void>;
}

interface PendingVisit {
  readonly kind: "visit";
  readonly visit: Visit;
  readonly later: Iterator<Visit, unknown>;
  readonly label: Label;
}

interface PendingTry {
  readonly kind: "try";
  /** Its number. */
  readonly visit: number;
  readonly what: Visit;
  /** Among the tries of its visit. */
  readonly place: number;
  readonly label: Label;
}

function addOnset(queue: Agenda<Pending>, entry: Entry, later: Iterator<number, void>): void {
  const next = later.next();
  if (next.done !== true) queue.add(next.value, { kind: "onset", entry, later });
}

function addVisit(queue: Agenda<Pending>, later: Iterator<Visit, unknown>, label: Label): void {
  const next = later.next();
  if (next.done !== true) queue.add(next.value.offsetMs, { kind: "visit", visit: next.value, later, label });
}

function addTry(queue: Agenda<Pending>, madeMs: number, made: PendingTry): void {
  const place = made.place + 1;
  if (place < made.what.tries.length) queue.add(madeMs + made.what.gapMs, { ...made, place });
}

function plannedLogin(
  index: number,
  offsetMs: number,
  { visit, what, place, label }: PendingTry,
): PlannedLogin {
  const attempt = what.tries[place];
  if (attempt === undefined) throw new RangeError("a visit has no such try");
  const triesLeft = what.tries.length - place - 1;
  return { index, offsetMs, visit, triesLeft, ip: what.ip, ...attempt, ...label };
}

/** Names the incidents: `spray-1`, `spray-2`, `takeover-1`, counted by kind. */
function labels(): (traffic: Traffic) => Label {
  const seen = new Map<string, number>();
  return (traffic) => {
    const { kind } = traffic;
    if (!isAttack(traffic)) return { mode: kind };
    const ordinal = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, ordinal);
    return { mode: kind, incident: `${kind}-${ordinal}` };
  };
}

/**
 * The healthy time before a scenario, with the same users: those who come and go, and its offices, which were there all
 * along. It ends where the scenario begins.
 */
export function pastOf(scenario: LoginScenario): LoginScenario | undefined {
  const { past, traffic, ...rest } = scenario;
  if (past === undefined) return undefined;
  return {
    ...rest,
    name: `${scenario.name}-past`,
    summary: `The healthy ${past.hours} hours before ${scenario.name}.`,
    hours: past.hours,
    startsAt: formatInstant(firstInstantMs(scenario) - past.hours * hourMs),
    traffic: traffic.flatMap((entry) => (entry.kind === "office" ? [inPast(entry, past.hours)] : [])),
    expect: [],
  };
}

function inPast(office: Extract<Traffic, { readonly kind: "office" }>, pastHours: number): Traffic {
  switch (office.onset.kind) {
    case "at":
      return { ...office, onset: { kind: "at", hour: 0 }, hours: pastHours };
    case "chance":
      return office;
  }
}

/** One attempt before it is made. */
export interface PlannedLogin {
  /** From 0, in order of time. An attempt that turns out not to be needed keeps its own. */
  readonly index: number;
  /** From the scenario's first instant, to the microsecond; no two are equal. */
  readonly offsetMs: number;
  /** Attempts of one visit end with the first that is let in; they are at least a second apart. */
  readonly visit: number;
  /** How many the visit has after this one, if it is not let in; 0 for its last. */
  readonly triesLeft: number;
  readonly ip: string;
  /** As it is typed. */
  readonly user: string;
  /** Whether the password is the right one for the name, if the name is a user's. */
  readonly password: "right" | "wrong";
  /** The kind of traffic; `normal` for honest users. */
  readonly mode: string;
  /** Id of the incident it belongs to, as `spray-1`. */
  readonly incident?: string;
}
