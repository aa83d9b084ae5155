import type { LoginFailure, LoginObservation, LoginOutcome } from "../../../domain/login/observation.ts";
import type {
  AddressRow,
  BoundedCount,
  Origin,
  RarerAddresses,
} from "../../../report/login/explore/exploration.ts";
import type { ExploreLimits, NameBudget, PointCollector, TypedNames } from "./limits.ts";
import { addName, releaseNames, typedNames, withoutItsLine } from "./limits.ts";

/** Attempts and what became of them, to be counted up. */
interface OutcomeCounts {
  attempts: number;
  successes: number;
  readonly failures: Record<LoginFailure, number>;
}

export function noOutcomes(): OutcomeCounts {
  return {
    attempts: 0,
    successes: 0,
    failures: { wrong_username: 0, wrong_password: 0, account_locked: 0 },
  };
}

export function countOutcome(counts: OutcomeCounts, outcome: LoginOutcome): void {
  counts.attempts += 1;
  switch (outcome.kind) {
    case "success":
      counts.successes += 1;
      return;
    case "failure":
      counts.failures[outcome.reason] += 1;
  }
}

function addOutcomes(sum: OutcomeCounts, { attempts, successes, failures }: OutcomeCounts): void {
  sum.attempts += attempts;
  sum.successes += successes;
  sum.failures.wrong_username += failures.wrong_username;
  sum.failures.wrong_password += failures.wrong_password;
  sum.failures.account_locked += failures.account_locked;
}

/** One address while the log is read. */
interface Address extends OutcomeCounts {
  readonly ip: string;
  readonly users: TypedNames;
  firstMs: number;
  lastMs: number;
  hours: number;
  origin: Origin;
}

/** Sums a log up by address. */
interface AddressCollector {
  /** @param user - the number of the name */
  readonly add: (login: LoginObservation, origin: Origin, user: number) => void;
  /** Its address was seen in one more hour. */
  readonly addHour: (ip: string) => void;
  /** To be called once. */
  readonly finish: () => AddressTable;
}

/** Everything by address. */
interface AddressTable {
  /** Most attempts first. */
  readonly rows: readonly AddressRow[];
  readonly rarer: RarerAddresses | undefined;
  readonly addresses: BoundedCount;
  readonly attackAddresses: number;
}

/** @param points - get a point of attempts and successes for each address, also for those that are lumped together */
export function addressCollector(limits: ExploreLimits, points: PointCollector): AddressCollector {
  const budget: NameBudget = { left: limits.namesHeld };
  const lump = lumpOf(points, budget);
  let kept = new Map<string, Address>();

  function lumpRarest(): void {
    const sorted = mostFirst(kept.values());
    const half = Math.ceil(limits.addresses / 2);
    for (const address of sorted.slice(half)) lump.add(address);
    kept = new Map(sorted.slice(0, half).map((address) => [address.ip, address]));
  }

  function add(login: LoginObservation, origin: Origin, user: number): void {
    const known = kept.get(login.ip);
    if (known === undefined && kept.size >= limits.addresses) lumpRarest();
    const address = known ?? newAddress(login, origin, user);
    if (known === undefined) kept.set(address.ip, address);
    else addName(known.users, user, limits.namesOfOne, budget);
    countOutcome(address, login.outcome);
    address.firstMs = Math.min(address.firstMs, login.atMs);
    address.lastMs = Math.max(address.lastMs, login.atMs);
    if (origin === "attack") address.origin = origin;
  }

  return {
    add,
    addHour: (ip) => {
      const address = kept.get(ip);
      if (address !== undefined) address.hours += 1;
    },
    finish: () => {
      const rows = mostFirst(kept.values());
      for (const address of rows) addPoint(points, address);
      return tableOf(rows, lump);
    },
  };
}

/** Addresses of which only sums are left. */
interface Lump {
  readonly add: (address: Address) => void;
  readonly sums: OutcomeCounts & { addresses: number; attacks: number };
}

function lumpOf(points: PointCollector, budget: NameBudget): Lump {
  const sums = { addresses: 0, attacks: 0, ...noOutcomes() };
  return {
    sums,
    add: (address) => {
      addPoint(points, address);
      releaseNames(address.users, budget);
      addOutcomes(sums, address);
      sums.addresses += 1;
      sums.attacks += address.origin === "attack" ? 1 : 0;
    },
  };
}

function addPoint(points: PointCollector, { attempts, successes, origin, ip }: Address): void {
  points.add(attempts, successes, origin, ip);
}

function tableOf(rows: readonly Address[], { sums }: Lump): AddressTable {
  const isComplete = sums.addresses === 0;
  return {
    rows,
    rarer: isComplete ? undefined : sums,
    addresses: { count: rows.length + sums.addresses, bound: isComplete ? "exact" : "at-most" },
    attackAddresses: sums.attacks + rows.filter(({ origin }) => origin === "attack").length,
  };
}

function newAddress({ ip, atMs }: LoginObservation, origin: Origin, user: number): Address {
  return {
    ip: withoutItsLine(ip),
    ...noOutcomes(),
    users: typedNames(user),
    firstMs: atMs,
    lastMs: atMs,
    hours: 0,
    origin,
  };
}

/** Equal ones in the order of their text. */
function mostFirst(addresses: Iterable<Address>): readonly Address[] {
  return [...addresses].toSorted(
    (one, other) => other.attempts - one.attempts || (one.ip < other.ip ? -1 : 1),
  );
}
