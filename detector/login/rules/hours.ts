import type { LoginObservation } from "../../../domain/login/observation.ts";
import { calendarHourOf, hourMs } from "../../../domain/time/calendar.ts";

/** What is judged of one address in one clock hour. */
export interface Figures {
  /** Distinct names that were typed. */
  readonly users: number;
  readonly attempts: number;
  readonly failures: number;
  /** 1 less the share of attempts that were let in. */
  readonly failureRate: number;
}

/** One address in one clock hour, while attempts come in. Cheap for an address with one user, as most are. */
export interface Tally {
  firstMs: number;
  lastMs: number;
  attempts: number;
  successes: number;
  readonly user: string;
  /** All names, `user` too; absent while there is only that one. */
  users: Set<string> | undefined;
}

/** The tally after the first attempt. */
function newTally(observation: LoginObservation): Tally {
  const { atMs, user, outcome } = observation;
  return {
    firstMs: atMs,
    lastMs: atMs,
    attempts: 1,
    successes: outcome.kind === "success" ? 1 : 0,
    user,
    users: undefined,
  };
}

/** Counts one more attempt from the same address in the same hour. */
function addTo(tally: Tally, { atMs, user, outcome }: LoginObservation): void {
  if (atMs > tally.lastMs) tally.lastMs = atMs;
  else if (atMs < tally.firstMs) tally.firstMs = atMs;
  tally.attempts += 1;
  if (outcome.kind === "success") tally.successes += 1;
  if (tally.users === undefined) {
    if (user !== tally.user) tally.users = new Set([tally.user, user]);
  } else tally.users.add(user);
}

export function userCount({ users }: Tally): number {
  return users === undefined ? 1 : users.size;
}

export function figuresOf(tally: Tally): Figures {
  const { attempts, successes } = tally;
  return {
    users: userCount(tally),
    attempts,
    failures: attempts - successes,
    failureRate: 1 - successes / attempts,
  };
}

/** Counts an attempt at its address. */
export function tallied(tallies: Map<string, Tally>, observation: LoginObservation): Tally {
  const known = tallies.get(observation.ip);
  if (known !== undefined) {
    addTo(known, observation);
    return known;
  }
  const fresh = newTally(observation);
  tallies.set(observation.ip, fresh);
  return fresh;
}

/** One address in one clock hour in which it tried to log in. */
export interface AddressHour extends Figures {
  readonly ip: string;
  /** First instant of the hour, UTC. */
  readonly hourStartMs: number;
  readonly successes: number;
  readonly successRate: number;
}

/** Sums a log up by address and clock hour, row by row; keeps no row. */
interface HourlyCollector {
  readonly add: (observation: LoginObservation) => void;
  /** By address, in the order of its characters' codes, then by hour. Hours without an attempt are left out. */
  readonly finish: () => readonly AddressHour[];
}

/** Memory grows with pairs of address and hour, and with the names typed at addresses that try several an hour. */
export function hourlyCollector(): HourlyCollector {
  const addresses = new Map<string, Map<number, Tally>>();
  return {
    add: (observation) => {
      const hours = addresses.get(observation.ip);
      const startMs = calendarHourOf(observation.atMs) * hourMs;
      const tally = hours?.get(startMs);
      if (tally !== undefined) addTo(tally, observation);
      else if (hours !== undefined) hours.set(startMs, newTally(observation));
      else addresses.set(observation.ip, new Map([[startMs, newTally(observation)]]));
    },
    finish: () =>
      [...addresses.keys()]
        .toSorted()
        .flatMap((ip) =>
          [...(addresses.get(ip) ?? [])]
            .toSorted(([one], [other]) => one - other)
            .map(([startMs, tally]) => addressHour(ip, startMs, tally)),
        ),
  };
}

/** The table of a whole log. */
export function addressHours(observations: Iterable<LoginObservation>): readonly AddressHour[] {
  const collector = hourlyCollector();
  for (const observation of observations) collector.add(observation);
  return collector.finish();
}

/** A tally that nothing will be added to any more. */
function addressHour(ip: string, startMs: number, tally: Tally): AddressHour {
  const { attempts, successes } = tally;
  return {
    ip,
    hourStartMs: startMs,
    ...figuresOf(tally),
    successes,
    successRate: successes / attempts,
  };
}

/** What one clock hour brought. */
export interface KeptHour {
  /** Counted from 1970-01-01T00:00Z. */
  readonly calendarHour: number;
  /** By address. */
  readonly tallies: Map<string, Tally>;
  /** Addresses whose alarm in this hour was given. */
  readonly told: Set<string>;
  /** It was over: rows that still come are late. */
  isOver: boolean;
}

/** What it takes to begin an hour. */
interface HourTurn {
  readonly hour: KeptHour;
  /** Forgotten instead. */
  readonly dropped: KeptHour | undefined;
}

/**
 * The four clock hours that rows came for last. Rows need not be in order: each counts in its own hour, so that servers
 * whose clocks are hours apart do not disturb each other. One that comes after rows of four other hours begins its hour anew.
 */
export interface KeptHours {
  readonly turnTo: (calendarHour: number) => HourTurn;
  /** The one without a row for longest comes first. */
  readonly all: () => readonly KeptHour[];
}

const mostHours = 4;
const farHours = 24;

export function keptHours(): KeptHours {
  const hours = new Map<number, KeptHour>();
  return {
    turnTo: (calendarHour) => {
      const known = hours.get(calendarHour);
      const hour = known ?? { calendarHour, tallies: new Map(), told: new Set(), isOver: false };
      const [dropped] = known === undefined && hours.size === mostHours ? hours.values() : [];
      hours.delete(dropped?.calendarHour ?? calendarHour);
      hours.set(calendarHour, hour);
      return { hour, dropped };
    },
    all: () => [...hours.values()],
  };
}

/**
 * Whether a row of another hour shows that one is over. One from more than a day later does not: its clock may be wrong,
 * and what it would end ends with rows of four other hours, or when time is known to have passed.
 */
export function isPast(calendarHour: number, rowsHour: number): boolean {
  return calendarHour < rowsHour && rowsHour - calendarHour <= farHours;
}
