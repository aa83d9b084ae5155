import type { LoginObservation } from "../../../domain/login/observation.ts";
import { calendarHourOf } from "../../../domain/time/calendar.ts";
import type { Origin } from "../../../report/traffic/explored.ts";
import type { ExploreLimits, NameBudget, PointCollector, TypedNames } from "./limits.ts";
import { addName, releaseNames, typedNames } from "./limits.ts";
import { detachedText } from "../../traffic/explore.ts";

/** Running counts of one address in one clock hour. */
interface GrowingHour {
  readonly ip: string;
  readonly hour: number;
  attempts: number;
  failures: number;
  readonly users: TypedNames;
  origin: Origin;
}

/** Summarizes a log by address and clock hour (UTC). */
export interface HourCollector {
  /** @param user - the number of the name */
  readonly add: (login: LoginObservation, origin: Origin, user: number) => void;
  /** Adds a point for each open hour. Call it once. */
  readonly finish: () => void;
  /** Hours of addresses that may be counted in parts, because they started after hours as late had been closed. */
  readonly split: () => number;
}

/**
 * @param points - gets a point of distinct users and failure rate for each closed hour of an address
 * @param onNew - called for the first attempt of an address in an hour
 */
export function hourCollector(
  limits: ExploreLimits,
  points: PointCollector,
  onNew: (ip: string) => void,
): HourCollector {
  const budget: NameBudget = { left: limits.namesHeld };
  const open = new Map<string, GrowingHour>();
  let closedUntilHour = -Infinity;
  let split = 0;

  function closeOldest(count: number): void {
    for (const [key, cell] of [...open].slice(0, count)) {
      points.add(cell.users.count, failureRatioOf(cell), cell.origin, cell.ip);
      releaseNames(cell.users, budget);
      open.delete(key);
      closedUntilHour = Math.max(closedUntilHour, cell.hour);
    }
  }

  function opened(key: string, { ip, atMs }: LoginObservation, origin: Origin, user: number): GrowingHour {
    if (open.size >= limits.cells || budget.left === 0) closeOldest(Math.ceil(open.size / 2));
    const hour = calendarHourOf(atMs);
    const cell = { ip: detachedText(ip), hour, attempts: 0, failures: 0, users: typedNames(user), origin };
    open.set(key, cell);
    if (hour <= closedUntilHour) split += 1;
    onNew(ip);
    return cell;
  }

  function add(login: LoginObservation, origin: Origin, user: number): void {
    const key = `${calendarHourOf(login.atMs)} ${login.ip}`;
    const cell = open.get(key) ?? opened(key, login, origin, user);
    cell.attempts += 1;
    cell.failures += login.outcome.kind === "failure" ? 1 : 0;
    if (origin === "attack") cell.origin = origin;
    addName(cell.users, user, limits.namesOfOne, budget);
  }

  return {
    add,
    finish: () => closeOldest(open.size),
    split: () => split,
  };
}

/** Rounded to a thousandth. */
function failureRatioOf({ failures, attempts }: GrowingHour): number {
  return Math.round((failures / attempts) * 1000) / 1000;
}
