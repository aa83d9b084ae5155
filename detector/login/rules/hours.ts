import type { LoginObservation } from "../../../domain/login/observation.ts";
import { calendarHourOf, hourMs } from "../../../domain/time/calendar.ts";

/** The figures of one address in one clock hour. */
export interface Figures {
  /** Distinct user names. */
  readonly users: number;
  readonly attempts: number;
  readonly failures: number;
  /** 1 minus the share of successful attempts. */
  readonly failureRate: number;
}

/** Running totals of one address in one clock hour. Small for an address with one user, as most are. */
export interface Tally {
  firstMs: number;
  lastMs: number;
  attempts: number;
  successes: number;
  readonly user: string;
  /** All names including `user`; `undefined` while there is only one. */
  users: Set<string> | undefined;
}

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

/** Counts an attempt and returns the tally of its address. */
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

/** Sums up a log by address and clock hour; keeps no rows. */
interface HourlyCollector {
  readonly add: (observation: LoginObservation) => void;
  /** Sorted by address (by code unit), then by hour. Hours without attempts are left out. */
  readonly finish: () => readonly AddressHour[];
}

/** Memory grows with the pairs of address and hour, and with the names at addresses with several users per hour. */
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

/** All address hours of a log. */
export function addressHours(observations: Iterable<LoginObservation>): readonly AddressHour[] {
  const collector = hourlyCollector();
  for (const observation of observations) collector.add(observation);
  return collector.finish();
}

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

/** The attempts of one clock hour. */
export interface KeptHour {
  /** Counted from 1970-01-01T00:00Z. */
  readonly calendarHour: number;
  /** By address. */
  readonly tallies: Map<string, Tally>;
  /** Addresses already reported as striking in this hour. */
  readonly reported: Set<string>;
  /** True once the hour was judged; rows that still arrive are late. */
  isOver: boolean;
}

/** The current hour, and the hour dropped to make room for it. */
interface HourTurn {
  readonly hour: KeptHour;
  readonly dropped: KeptHour | undefined;
}

/**
 * The four clock hours with the newest rows. Rows may arrive out of order: each counts in its own hour, so that
 * servers with clocks hours apart do not disturb each other. A row that comes after rows of four other hours starts
 * its hour again.
 */
export interface KeptHours {
  readonly turnTo: (calendarHour: number) => HourTurn;
  /** Sorted by the arrival of their newest row, oldest first. */
  readonly all: () => readonly KeptHour[];
}

const mostHours = 4;
const farHours = 24;

export function keptHours(): KeptHours {
  const hours = new Map<number, KeptHour>();
  return {
    turnTo: (calendarHour) => {
      const known = hours.get(calendarHour);
      const hour = known ?? { calendarHour, tallies: new Map(), reported: new Set(), isOver: false };
      const [dropped] = known === undefined && hours.size === mostHours ? hours.values() : [];
      hours.delete(dropped?.calendarHour ?? calendarHour);
      hours.set(calendarHour, hour);
      return { hour, dropped };
    },
    all: () => [...hours.values()],
  };
}

/**
 * True when a row of another hour shows that this hour is over. A row from more than a day later does not, because
 * its clock may be wrong; the hour then ends after rows of four other hours, or when `elapse` passes it.
 */
export function isPast(calendarHour: number, rowsHour: number): boolean {
  return calendarHour < rowsHour && rowsHour - calendarHour <= farHours;
}
