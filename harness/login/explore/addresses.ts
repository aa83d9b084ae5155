import type { LoginFailure, LoginObservation, LoginOutcome } from "../../../domain/login/observation.ts";
import type { AddressRow, RarerAddresses } from "../../../report/login/explore/exploration.ts";
import type { BoundedCount, Origin } from "../../../report/traffic/explored.ts";
import type { ExploreLimits, NameBudget, PointCollector, TypedNames } from "./limits.ts";
import { addName, releaseNames, typedNames } from "./limits.ts";
import { detachedText } from "../../traffic/explore.ts";

/** Counts of login attempts by outcome. */
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

/** Running counts of one address. */
interface Address extends OutcomeCounts {
  readonly ip: string;
  readonly users: TypedNames;
  firstMs: number;
  lastMs: number;
  hours: number;
  origin: Origin;
}

/** Summarizes a log by address. */
interface AddressCollector {
  /** @param user - the number of the name */
  readonly add: (login: LoginObservation, origin: Origin, user: number) => void;
  /** Adds an hour to the hours of an address. */
  readonly addHour: (ip: string) => void;
  /** Call it once. */
  readonly finish: () => AddressTable;
}

interface AddressTable {
  /** Most attempts first. */
  readonly rows: readonly AddressRow[];
  readonly rarer: RarerAddresses | undefined;
  readonly addresses: BoundedCount;
  readonly attackAddresses: number;
}

/** @param points - gets a point of attempts and successes for each address, merged ones included */
export function addressCollector(limits: ExploreLimits, points: PointCollector): AddressCollector {
  const budget: NameBudget = { left: limits.namesHeld };
  const merged = mergedAddresses(points, budget);
  let kept = new Map<string, Address>();

  function mergeRarest(): void {
    const sorted = mostFirst(kept.values());
    const half = Math.ceil(limits.addresses / 2);
    for (const address of sorted.slice(half)) merged.add(address);
    kept = new Map(sorted.slice(0, half).map((address) => [address.ip, address]));
  }

  function add(login: LoginObservation, origin: Origin, user: number): void {
    const known = kept.get(login.ip);
    if (known === undefined && kept.size >= limits.addresses) mergeRarest();
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
      return tableOf(rows, merged);
    },
  };
}

/** Rare addresses, of which only sums are kept. */
interface MergedAddresses {
  readonly add: (address: Address) => void;
  readonly sums: OutcomeCounts & { addresses: number; attacks: number };
}

function mergedAddresses(points: PointCollector, budget: NameBudget): MergedAddresses {
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

function tableOf(rows: readonly Address[], { sums }: MergedAddresses): AddressTable {
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
    ip: detachedText(ip),
    ...noOutcomes(),
    users: typedNames(user),
    firstMs: atMs,
    lastMs: atMs,
    hours: 0,
    origin,
  };
}

/** Most attempts first, ties by text. */
function mostFirst(addresses: Iterable<Address>): readonly Address[] {
  return [...addresses].toSorted(
    (one, other) => other.attempts - one.attempts || (one.ip < other.ip ? -1 : 1),
  );
}
