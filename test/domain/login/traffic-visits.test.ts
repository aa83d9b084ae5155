import { describe, expect, test } from "vitest";
import { planLogins } from "../../../domain/login/plan.ts";
import type { PlannedLogin } from "../../../domain/login/plan.ts";
import type { Traffic } from "../../../domain/login/traffic.ts";
import { usersOf } from "../../../domain/login/user-base.ts";
import { logins, oneOfEach } from "./scenario.ts";

const seed = 1;
const at = { kind: "at", hour: 9.5 } as const;
const onsetMs = 9.5 * 3_600_000;
const users = usersOf({}, seed);
const addressesOf = new Map(users.map(({ name, addresses }) => [name, addresses]));

/** The tries of one entry, from 2018-11-01, a Thursday. */
function triesOf(entry: Traffic, startsAt = "2018-11-01T00:00:00Z"): readonly PlannedLogin[] {
  return [...planLogins(logins([entry], { startsAt }), seed)].filter(({ mode }) => mode === entry.kind);
}

/** Milliseconds from each first try of a visit to the next visit's. */
function pausesMs(tries: readonly PlannedLogin[]): readonly number[] {
  const firsts = firstTries(tries);
  return firsts.slice(1).map(({ offsetMs }, place) => Math.round(offsetMs - (firsts[place]?.offsetMs ?? 0)));
}

function firstTries(tries: readonly PlannedLogin[]): readonly PlannedLogin[] {
  return tries.filter(({ visit }, place) => tries.findIndex((login) => login.visit === visit) === place);
}

function different(tries: readonly PlannedLogin[], field: "ip" | "user" | "visit"): number {
  return new Set(tries.map((login) => login[field])).size;
}

function rightShare(tries: readonly PlannedLogin[]): number {
  return tries.filter(({ password }) => password === "right").length / tries.length;
}

const attacks = oneOfEach.slice(0, 6);

test.for(attacks.map((entry) => [entry.kind, entry] as const))(
  "%s begins at its onset, from an address of no user",
  ([, entry]) => {
    const tries = triesOf(entry);
    const own = new Set(users.flatMap(({ addresses }) => addresses));

    expect(tries[0]?.offsetMs).toBe(onsetMs);
    expect(tries.some(({ ip }) => own.has(ip))).toBe(false);
  },
);

describe("bruteforce", () => {
  const bruteforce = { kind: "bruteforce", onset: at, addresses: "one", users: 100 } as const;

  test("tries each name twice, always one second apart", () => {
    const tries = triesOf(bruteforce);
    const offsetsMs = tries.map(({ offsetMs }) => Math.round(offsetMs - onsetMs));

    expect(tries).toHaveLength(200);
    expect(offsetsMs).toEqual(tries.map((_, place) => place * 1000));
    expect(different(tries, "visit")).toBe(100);
    expect(different(tries, "ip")).toBe(1);
  });

  test("uses a fresh address for each name if configured", () => {
    const tries = triesOf({ ...bruteforce, addresses: "fresh" });

    expect(different(tries, "ip")).toBe(100);
    expect(different(tries, "visit")).toBe(100);
  });

  test("tries the same names with one address as with fresh ones", () => {
    const { length } = triesOf({ ...bruteforce, addresses: "fresh" });

    expect(length).toBe(triesOf(bruteforce).length);
  });

  test("misspells more than half of the names at first", () => {
    const often = { ...bruteforce, onset: { kind: "chance", perHour: 1 } } as const;
    const firsts = [...planLogins(logins([often]), seed)].filter(
      ({ incident, visit }, place, plan) => incident !== undefined && visit !== plan[place - 1]?.visit,
    );

    const unknown = firsts.filter(({ user }) => !addressesOf.has(user)).length;
    expect(firsts.length).toBeGreaterThan(4000);
    expect(unknown / firsts.length).toBeCloseTo(0.55, 1);
  });

  test("without a count, tries all names in one of five cases, else a random number", () => {
    const often = { ...bruteforce, onset: { kind: "chance", perHour: 1 } } as const;
    const { users: _, ...unsaid } = often;
    const plan = planLogins(logins([unsaid], { hours: 500 }), seed);
    const names = new Map<string, Set<number>>();
    for (const { incident, visit } of plan) {
      if (incident !== undefined) names.set(incident, (names.get(incident) ?? new Set()).add(visit));
    }
    const counts = [...names.values()].map(({ size }) => size);

    const allOfThem = counts.filter((count) => count === 133).length;
    expect(counts).toHaveLength(500);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
    expect(allOfThem / 500).toBeGreaterThan(0.15);
    expect(allOfThem / 500).toBeLessThan(0.26);
  });
});

test("low-and-slow tries each name once from one address, with pauses around the configured one", () => {
  const tries = triesOf({ kind: "low-and-slow", onset: at, users: 30, everyMinutes: 12 });
  const pauses = pausesMs(tries);

  expect([tries.length, different(tries, "user"), different(tries, "ip")]).toEqual([30, 30, 1]);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(9 * 60_000);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(15 * 60_000);
  expect(new Set(pauses).size).toBe(29);
});

test("spray tries each name once, evenly spaced, with its addresses in turn", () => {
  const tries = triesOf({ kind: "spray", onset: at, users: 80, addresses: 4, everySeconds: 20 });

  expect([tries.length, different(tries, "user"), different(tries, "ip")]).toEqual([80, 80, 4]);
  expect(new Set(pausesMs(tries))).toEqual(new Set([20_000]));
  expect(tries.every(({ ip }, place) => ip === tries[place % 4]?.ip)).toBe(true);
  expect(tries.every(({ user }) => addressesOf.has(user))).toBe(true);
});

test("a spray uses at most as many addresses as names", () => {
  const tries = triesOf({ kind: "spray", onset: at, users: 5, addresses: 40, everySeconds: 1 });

  expect(different(tries, "ip")).toBe(5);
});

test("stuffing uses one address per pair, and tries all users before any repeats", () => {
  const tries = triesOf({ kind: "stuffing", onset: at, pairs: 300, everySeconds: 5 });

  expect([tries.length, different(tries, "ip")]).toEqual([300, 300]);
  expect(different(tries.slice(0, 133), "user")).toBe(133);
  expect(different(tries.slice(133, 266), "user")).toBe(133);
  expect(tries.slice(133, 266).map(({ user }) => user)).not.toEqual(
    tries.slice(0, 133).map(({ user }) => user),
  );
  expect(new Set(pausesMs(tries))).toEqual(new Set([5000]));
});

test("distributed addresses and names take turns, and no password is right", () => {
  const tries = triesOf({
    kind: "distributed",
    onset: at,
    addresses: 40,
    users: 3,
    tries: 200,
    everySeconds: 4,
  });

  expect([tries.length, different(tries, "ip"), different(tries, "user")]).toEqual([200, 40, 3]);
  expect(tries.every(({ user }, place) => user === tries[place % 3]?.user)).toBe(true);
  expect(tries.every(({ ip }, place) => ip === tries[place % 40]?.ip)).toBe(true);
  expect(new Set(pausesMs(tries))).toEqual(new Set([4000]));
  expect(rightShare(tries)).toBe(0);
});

test.for([
  [3, 3000, "at his own pace"],
  [0.25, 1000, "but the right one at most once a second"],
] as const)(
  "a takeover with %f s between tries repeats the right password after %i ms: %s",
  ([everySeconds, gapMs]) => {
    const tries = triesOf({ kind: "takeover", onset: at, tries: 12, everySeconds });
    const wrong = tries.filter(({ password }) => password === "wrong");
    const right = tries.filter(({ password }) => password === "right");

    expect([wrong.length, right.length, different(right, "visit")]).toEqual([11, 20, 1]);
    expect([different(tries, "user"), different(tries, "ip")]).toEqual([1, 1]);
    expect(new Set(pausesMs(tries))).toEqual(new Set([everySeconds * 1000]));
    expect(Math.round((right[1]?.offsetMs ?? 0) - (right[0]?.offsetMs ?? 0))).toBe(gapMs);
  },
);

test.for([
  [{ kind: "low-and-slow", onset: at, users: 10_000, everyMinutes: 0.01 }, 0.02],
  [{ kind: "spray", onset: at, users: 10_000, addresses: 3, everySeconds: 1 }, 0.01],
  [{ kind: "stuffing", onset: at, pairs: 10_000, everySeconds: 1 }, 0.02],
] as const)("about %f of the tries of $0.kind are right", ([entry, share]) => {
  const plan = [...planLogins(logins([entry], { users: 10_000 }), seed)];

  expect(rightShare(plan.filter(({ mode }) => mode === entry.kind))).toBeCloseTo(share, 2);
});

describe("office", () => {
  const office = { kind: "office", onset: { kind: "at", hour: 0 }, users: 40, hours: 48 } as const;

  test("users come from one address that belongs to none of them, mostly on workday mornings", () => {
    const firsts = firstTries(triesOf(office));
    const ofMorning = firsts.filter(({ offsetMs }) => {
      const hour = Math.floor(offsetMs / 3_600_000) % 24;
      return hour >= 7 && hour < 10;
    });

    expect(different(firsts, "ip")).toBe(1);
    expect(users.some(({ addresses }) => addresses.includes(firsts[0]?.ip ?? ""))).toBe(false);
    expect(different(firsts, "user")).toBeGreaterThan(30);
    expect(different(firsts, "user")).toBeLessThanOrEqual(40);
    expect(ofMorning.length / firsts.length).toBeGreaterThan(0.5);
  });

  test("it is nearly empty on weekends", () => {
    const weekend = firstTries(triesOf(office, "2018-11-03T00:00:00Z"));

    expect(weekend.length).toBeLessThan(20);
    expect(weekend.length).toBeGreaterThan(0);
  });

  test("it opens and closes at the configured times", () => {
    const offsets = triesOf({ ...office, onset: { kind: "at", hour: 8.25 }, hours: 1.5 }).map(
      ({ offsetMs }) => offsetMs / 3_600_000,
    );

    expect(Math.min(...offsets)).toBeGreaterThanOrEqual(8.25);
    expect(Math.max(...offsets)).toBeLessThan(9.76);
  });
});

test("in a flash sale users come the configured number of times as often, from their own addresses", () => {
  const sale = { kind: "flash-sale", onset: { kind: "at", hour: 0 }, times: 20, hours: 48 } as const;
  const plan = firstTries([...planLogins(logins([sale]), seed)]);
  const more = plan.filter(({ mode }) => mode === "flash-sale");

  expect(plan.length / (plan.length - more.length) / 20).toBeCloseTo(1, 0);
  expect(more.length).toBeGreaterThan(1500);
  const known = more.filter(({ user }) => addressesOf.has(user));
  expect(known.length / more.length).toBeGreaterThan(0.99);
  const own = known.filter(({ user, ip }) => addressesOf.get(user)?.includes(ip) ?? false);
  expect(own.length / known.length).toBeGreaterThan(0.99);
});

test("a flash sale with a factor of 1 adds nothing", () => {
  expect(triesOf({ kind: "flash-sale", onset: at, times: 1, hours: 10 })).toEqual([]);
});

test("a user with a forgotten password visits twice from one own address: two or three failures, then a new password", () => {
  const tries = triesOf({ kind: "forgotten-password", onset: at, users: 100, hours: 4 });
  const visits = firstTries(tries).map(({ visit }) => tries.filter((login) => login.visit === visit));

  expect([visits.length, different(tries, "user")]).toEqual([200, 100]);
  for (const { name, addresses } of users) {
    const [first = [], second = []] = visits.filter(([login]) => login?.user === name);
    if (first.length === 0) continue;
    const laterMinutes = ((second[0]?.offsetMs ?? 0) - (first[0]?.offsetMs ?? 0)) / 60_000;
    expect([2, 3]).toContain(first.length);
    expect(first.every(({ password }) => password === "wrong")).toBe(true);
    expect(second).toHaveLength(3);
    expect(new Set([...first, ...second].map(({ ip }) => ip)).size).toBe(1);
    expect(addresses).toContain(first[0]?.ip);
    expect(laterMinutes).toBeGreaterThanOrEqual(5);
    expect(laterMinutes).toBeLessThanOrEqual(30.001);
    expect((first[0]?.offsetMs ?? 0) - onsetMs).toBeLessThan(4 * 3_600_000);
  }
});

test("a retrying client repeats one user's wrong password from one of the user's addresses for its whole duration", () => {
  const tries = triesOf({ kind: "retrying-client", onset: at, everySeconds: 30, hours: 8 });

  expect(tries).toHaveLength(960);
  expect([different(tries, "user"), different(tries, "ip"), different(tries, "visit")]).toEqual([1, 1, 960]);
  expect(new Set(pausesMs(tries.slice(0, 200)))).toEqual(new Set([30_000]));
  expect(addressesOf.get(tries[0]?.user ?? "")).toContain(tries[0]?.ip);
  expect(rightShare(tries)).toBe(0);
});
