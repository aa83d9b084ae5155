import type { LoginObservation } from "../../../domain/login/observation.ts";
import { calendarHourOf } from "../../../domain/time/calendar.ts";
import type { Origin } from "../../../report/login/explore/exploration.ts";
import type { ExploreLimits, NameBudget, PointCollector, TypedNames } from "./limits.ts";
import { addName, releaseNames, typedNames, withoutItsLine } from "./limits.ts";

/** One address in one clock hour, while it may still grow. */
interface GrowingHour {
  readonly ip: string;
  readonly hour: number;
  attempts: number;
  failures: number;
  readonly users: TypedNames;
  origin: Origin;
}

/** Sums a log up by address and clock hour (UTC). */
export interface HourCollector {
  /** @param user - the number of the name */
  readonly add: (login: LoginObservation, origin: Origin, user: number) => void;
  /** Adds a point for each hour that is left; to be called once. */
  readonly finish: () => void;
  /** Hours of addresses that may stand in several parts, for they were opened when others as late were closed already. */
  readonly split: () => number;
}

/**
 * @param points - get a point of distinct users and failure rate for each hour of an address that is over
 * @param onNew - called when an address is seen in an hour for the first time
 */
export function hourCollector(
  limits: ExploreLimits,
  points: PointCollector,
  onNew: (ip: string) => void,
): HourCollector {
  const budget: NameBudget = { left: limits.namesHeld };
  const open = new Map<string, GrowingHour>();
  let doneUntilHour = -Infinity;
  let split = 0;

  function closeOldest(count: number): void {
    for (const [key, cell] of [...open].slice(0, count)) {
      points.add(cell.users.count, failureRatioOf(cell), cell.origin, cell.ip);
      releaseNames(cell.users, budget);
      open.delete(key);
      doneUntilHour = Math.max(doneUntilHour, cell.hour);
    }
  }

  function opened(key: string, { ip, atMs }: LoginObservation, origin: Origin, user: number): GrowingHour {
    if (open.size >= limits.cells || budget.left === 0) closeOldest(Math.ceil(open.size / 2));
    const hour = calendarHourOf(atMs);
    const cell = { ip: withoutItsLine(ip), hour, attempts: 0, failures: 0, users: typedNames(user), origin };
    open.set(key, cell);
    if (hour <= doneUntilHour) split += 1;
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

/** To a thousandth. */
function failureRatioOf({ failures, attempts }: GrowingHour): number {
  return Math.round((failures / attempts) * 1000) / 1000;
}
