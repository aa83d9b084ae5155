import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlannedLogin } from "../../../domain/login/plan.ts";
import { pastOf, planLogins } from "../../../domain/login/plan.ts";
import type { Traffic } from "../../../domain/login/traffic.ts";
import { isAttack } from "../../../domain/login/traffic.ts";
import { usersOf } from "../../../domain/login/user-base.ts";
import { firstInstantMs } from "../../../domain/scenario.ts";
import { epochMs } from "../../../domain/time/clock.ts";
import { logins, oneOfEach } from "./scenario.ts";

function planned(traffic: readonly Traffic[], seed = 1): readonly PlannedLogin[] {
  return [...planLogins(logins(traffic), seed)];
}

/** Without the numbers that count all tries and visits. */
function ofMode(plan: readonly PlannedLogin[], mode: string): readonly Partial<PlannedLogin>[] {
  return plan
    .filter((login) => login.mode === mode)
    .map(({ offsetMs, ip, user, password, incident = "none" }) => ({
      offsetMs,
      ip,
      user,
      password,
      incident,
    }));
}

function officesOf(plan: readonly PlannedLogin[]): ReadonlySet<string> {
  return new Set(plan.flatMap(({ mode, ip }) => (mode === "office" ? [ip] : [])));
}

const anyTraffic = fc.subarray([...oneOfEach], { minLength: 0 });

describe("the plan of any traffic", () => {
  test("is the same for the same seed and differs for another", () => {
    expect(planned(oneOfEach)).toEqual(planned(oneOfEach));
    expect(planned([])).not.toEqual(planned([], 2));
  });

  test("numbers its tries from 0 and strictly increases in time, from the first instant to before the end", () => {
    fc.assert(
      fc.property(anyTraffic, fc.integer(), (traffic, seed) => {
        const plan = planned(traffic, seed);
        const offsets = plan.map(({ offsetMs }) => offsetMs);

        expect(plan.map(({ index }) => index)).toEqual(plan.map((_, place) => place));
        expect(offsets.every((offset, place) => offset > (offsets[place - 1] ?? -1))).toBe(true);
        expect(offsets.every((offset) => offset === Math.round(offset * 1000) / 1000)).toBe(true);
        expect(offsets.at(-1)).toBeLessThan(48 * 3_600_000);
      }),
      { numRuns: 20 },
    );
  });

  test("has the tries of a visit at least a second apart, from one address", () => {
    const lastOf = new Map<number, PlannedLogin>();
    for (const login of planned(oneOfEach)) {
      const before = lastOf.get(login.visit) ?? { ...login, offsetMs: -Infinity };
      lastOf.set(login.visit, login);

      expect(Math.round((login.offsetMs - before.offsetMs) * 1000)).toBeGreaterThanOrEqual(1_000_000);
      expect(login.ip).toBe(before.ip);
    }
  });

  test("numbers the visits in order of their first tries", () => {
    const firsts = [...new Set(planned(oneOfEach).map(({ visit }) => visit))];

    expect(firsts).toEqual(firsts.map((_, place) => place));
  });

  test("gives an incident to attacks only", () => {
    for (const { mode, incident } of planned(oneOfEach)) {
      const entry = oneOfEach.find(({ kind }) => kind === mode);

      expect(incident).toBe(entry !== undefined && isAttack(entry) ? `${mode}-1` : undefined);
    }
  });
});

test("the honest users do not depend on other traffic", () => {
  const alone = ofMode(planned([]), "normal");

  const among = ofMode(planned(oneOfEach), "normal");

  expect(alone.length).toBeGreaterThan(100);
  expect(among).toEqual(alone);
});

/** Tries on the same microsecond move; at 9:30 all of them begin. */
const apart = oneOfEach.map((entry, place) => ({
  ...entry,
  onset: { kind: "at", hour: 9.5 + place / 977 },
})) satisfies readonly Traffic[];

test.for(apart.map((entry) => [entry.kind, entry] as const))(
  "%s does not depend on entries of other kinds, at any position in the list",
  ([kind, entry]) => {
    const alone = ofMode(planned([entry]), kind);

    expect(ofMode(planned(apart), kind)).toEqual(alone);
    expect(ofMode(planned(apart.toReversed()), kind)).toEqual(alone);
  },
);

test("tries on the same microsecond move to consecutive microseconds, and the rest of their visits moves too", () => {
  const onset = { kind: "at", hour: 0 } as const;
  const spray = { kind: "spray", onset, users: 2, addresses: 1, everySeconds: 1 } as const;
  const bruteforce = { kind: "bruteforce", onset, addresses: "one", users: 1 } as const;

  const attacks = planned([spray, bruteforce, spray]).filter(({ incident }) => incident !== undefined);

  expect(attacks.map(({ offsetMs, incident }) => [offsetMs, incident])).toEqual([
    [0, "spray-1"],
    [0.001, "bruteforce-1"],
    [0.002, "spray-2"],
    [1000, "spray-1"],
    [1000.001, "spray-2"],
    [1000.002, "bruteforce-1"],
  ]);
});

describe("onsets", () => {
  const spray = { kind: "spray", users: 1, addresses: 1, everySeconds: 1 } as const;
  const attacksIn = (perHour: number): readonly number[] =>
    planned([{ ...spray, onset: { kind: "chance", perHour } }])
      .filter(({ incident }) => incident !== undefined)
      .map(({ offsetMs }) => Math.floor(offsetMs / 3_600_000));

  test("an attack begins at its onset, including fractions of an hour", () => {
    const first = planned([{ ...spray, onset: { kind: "at", hour: 1.25 } }]).find((login) => login.incident);

    expect(first?.offsetMs).toBe(4_500_000);
  });

  test("incidents are numbered by kind in order of time, not of the list", () => {
    const late = { ...spray, onset: { kind: "at", hour: 20 } } as const;
    const early = { ...spray, onset: { kind: "at", hour: 3 } } as const;
    const takeover = { kind: "takeover", onset: late.onset, tries: 1, everySeconds: 1 } as const;

    const found = planned([late, takeover, early]).flatMap(({ incident, offsetMs }) =>
      incident === undefined ? [] : [`${incident} in hour ${Math.floor(offsetMs / 3_600_000)}`],
    );

    expect([...new Set(found)]).toEqual(["spray-1 in hour 3", "spray-2 in hour 20", "takeover-1 in hour 20"]);
  });

  test("with probability 1 an entry begins once in every hour, with 0 never", () => {
    expect(attacksIn(1)).toEqual(Array.from({ length: 48 }, (_, hour) => hour));
    expect(attacksIn(0)).toEqual([]);
  });

  test("two entries of one kind have independent draws", () => {
    const often = { ...spray, onset: { kind: "chance", perHour: 0.5 } } as const;

    const attacks = planned([often, often]).filter(({ incident }) => incident !== undefined);

    expect(attacks.length).toBeGreaterThan(30);
    expect(new Set(attacks.map(({ ip }) => ip)).size).toBe(attacks.length);
  });
});

test("acts after the end are dropped", () => {
  const everySecond = { kind: "retrying-client", everySeconds: 1, hours: 10 } as const;

  const cut = planned([{ ...everySecond, onset: { kind: "at", hour: 47.5 } }]);

  expect(cut.filter(({ mode }) => mode === "retrying-client")).toHaveLength(1800);
});

test("a scenario without a start begins at the start of 2020", () => {
  expect(firstInstantMs({})).toBe(epochMs);
});

describe("the past", () => {
  const past = { hours: 100 };

  test("is undefined when the scenario has none", () => {
    expect(pastOf(logins([]))).toBeUndefined();
  });

  test("ends where the scenario begins, with the same users", () => {
    const scenario = logins([], { past, users: 40 });
    const before = pastOf(scenario) ?? scenario;

    expect(before).toMatchObject({ source: "login", hours: 100, expect: [], traffic: [] });
    expect(before.past).toBeUndefined();
    expect(firstInstantMs(before) + 100 * 3_600_000).toBe(firstInstantMs(scenario));
    expect(usersOf(before, 7)).toEqual(usersOf(scenario, 7));
  });

  test("has no attacks and no benign traffic except the offices, which are open from its start to its end", () => {
    const before = pastOf(logins(oneOfEach, { past })) ?? logins([]);

    expect(before.traffic).toEqual([
      { kind: "office", onset: { kind: "at", hour: 0 }, users: 40, hours: 100 },
    ]);
    expect([...planLogins(before, 1)].every(({ incident }) => incident === undefined)).toBe(true);
  });

  test("an office that opens at random does so in the past too", () => {
    const office = { kind: "office", onset: { kind: "chance", perHour: 0.1 }, users: 20, hours: 5 } as const;

    expect(pastOf(logins([office], { past }))?.traffic).toEqual([office]);
  });

  test("has different visits from the scenario, and the same office", () => {
    const scenario = logins(oneOfEach, { past: { hours: 48 } });
    const before = [...planLogins(pastOf(scenario) ?? scenario, 1)];
    const now = [...planLogins(scenario, 1)];

    expect(ofMode(before, "normal")).not.toEqual(ofMode(now, "normal"));
    expect(officesOf(before)).toEqual(officesOf(now));
    expect(officesOf(now).size).toBe(1);
  });

  test("is continuous with the calendar: a plan of two days equals a day and the day before it", () => {
    const second = logins([], { startsAt: "2018-11-02T00:00:00Z", hours: 24, past: { hours: 24 } });
    const first = pastOf(second) ?? second;
    const bothMs = (scenario: typeof first) =>
      [...planLogins(scenario, 1)]
        .filter(({ offsetMs }) => offsetMs < 23.99 * 3_600_000)
        .map(({ offsetMs, user }) => `${user} ${(firstInstantMs(scenario) + offsetMs).toFixed(0)}`);

    const whole = new Set(
      [...planLogins(logins([]), 1)].map(
        ({ offsetMs, user }) => `${user} ${(firstInstantMs(logins([])) + offsetMs).toFixed(0)}`,
      ),
    );

    expect([...bothMs(first), ...bothMs(second)].every((login) => whole.has(login))).toBe(true);
  });
});
