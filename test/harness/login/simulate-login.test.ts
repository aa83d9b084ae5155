import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { incidentsOf } from "../../../domain/incident.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import { pastOf, planLogins } from "../../../domain/login/plan.ts";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import { usersOf } from "../../../domain/login/user-base.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { simulateLogins } from "../../../harness/login/simulate.ts";
import { logins, oneOfEach } from "../../domain/login/scenario.ts";

const names = new Set(usersOf({}, 1).map(({ name }) => name));
const monthOfBruteforce = logins(
  [{ kind: "bruteforce", onset: { kind: "chance", perHour: 0.1 }, addresses: "one" }],
  { hours: 720, past: { hours: 720 } },
);

function rowsOf(scenario: LoginScenario, seed = 1): readonly Labelled<LoginObservation>[] {
  return [...simulateLogins(scenario, seed)];
}

function answer({ observation: { outcome } }: Labelled<LoginObservation>): string {
  return outcome.kind === "success" ? "success" : outcome.reason;
}

function answersOf(rows: readonly Labelled<LoginObservation>[], mode: string): readonly string[] {
  return rows.filter(({ truth }) => truth.mode === mode).map((row) => answer(row));
}

test("the same seed gives the same rows, another seed different ones", () => {
  expect(rowsOf(logins(oneOfEach))).toEqual(rowsOf(logins(oneOfEach)));
  expect(rowsOf(logins([]), 2)).not.toEqual(rowsOf(logins([])));
});

test("rows are numbered from 0, and their times strictly increase", () => {
  const observations = rowsOf(logins(oneOfEach)).map(({ observation }) => observation);

  expect(observations.map(({ index }) => index)).toEqual(observations.map((_, place) => place));
  expect(observations.every(({ atMs }, place) => atMs > (observations[place - 1]?.atMs ?? 0))).toBe(true);
});

test("a visit makes all attempts up to its first success and none after it", () => {
  const scenario = logins(oneOfEach);
  const rows = new Map(rowsOf(scenario).map((row) => [row.observation.atMs, row]));
  const startMs = Date.parse("2018-11-01T00:00:00Z");
  const over = new Set<number>();

  for (const { offsetMs, visit } of planLogins(scenario, 1)) {
    const row = rows.get(Math.round((startMs + offsetMs) * 1000) / 1000);

    expect(row === undefined).toBe(over.has(visit));
    if (row !== undefined && answer(row) === "success") over.add(visit);
  }
});

test("a name is refused as wrong if and only if it is unknown", () => {
  for (const row of rowsOf(logins(oneOfEach))) {
    expect(answer(row) === "wrong_username").toBe(!names.has(row.observation.user));
  }
});

test("each attack is one incident with all of its addresses, and benign traffic is none", () => {
  const rows = rowsOf(logins(oneOfEach));

  const incidents = incidentsOf(rows).map(({ id, subjects }) => [
    id,
    subjects.filter((subject) => subject.startsWith("ip:")).length,
    subjects.filter((subject) => subject.startsWith("user:")).length,
  ]);

  expect(incidents.map((found) => found.join()).toSorted()).toEqual([
    "bruteforce-1,1,0",
    "distributed-1,40,2",
    "low-and-slow-1,1,0",
    "spray-1,4,0",
    "stuffing-1,300,0",
    "takeover-1,1,1",
  ]);
});

test("a takeover succeeds once, at its end, in each of a hundred runs", () => {
  const takeover = { kind: "takeover", onset: { kind: "at", hour: 1 }, tries: 12, everySeconds: 3 } as const;

  for (let seed = 1; seed <= 100; seed += 1) {
    const answers = answersOf(rowsOf(logins([takeover], { hours: 2 }), seed), "takeover");

    expect(answers.length).toBeGreaterThanOrEqual(12);
    expect(answers.indexOf("success")).toBe(answers.length - 1);
  }
});

test("an attack on few names locks them, and a retrying client locks its user", () => {
  const rows = rowsOf(logins(oneOfEach));

  for (const mode of ["distributed", "takeover", "retrying-client", "forgotten-password"]) {
    expect(answersOf(rows, mode)).toContain("account_locked");
  }
  expect(answersOf(rows, "retrying-client").slice(0, 4)).toEqual([
    "wrong_password",
    "wrong_password",
    "wrong_password",
    "account_locked",
  ]);
});

test("two attempts per name lock only accounts that a misspelled name hit as well", () => {
  const onset = { kind: "at", hour: 1 } as const;
  const rows = rowsOf(logins([{ kind: "bruteforce", onset, addresses: "one", users: 133 }], { hours: 2 }));
  const locked = rows
    .filter((row) => answer(row) === "account_locked")
    .map(({ observation }) => observation.user);

  expect(new Set(locked).size).toBe(3);
  for (const user of locked) {
    const wrong = rows.filter((row) => row.observation.user === user && answer(row) === "wrong_password");
    expect(wrong).toHaveLength(3);
  }
});

test("a healthy past has no incident and ends before the scenario begins", () => {
  const past = pastOf(monthOfBruteforce) ?? monthOfBruteforce;
  const rows = rowsOf(past);
  const firstMs = rowsOf(monthOfBruteforce)[0]?.observation.atMs ?? 0;

  expect(rows.length).toBeGreaterThan(2000);
  expect(incidentsOf(rows)).toEqual([]);
  expect(rows.at(-1)?.observation.atMs).toBeLessThan(firstMs);
  expect(rows[0]?.observation.atMs).toBeGreaterThan(firstMs - 722 * 3_600_000);
});

function successShare(answers: readonly string[]): number {
  return answers.filter((word) => word === "success").length / answers.length;
}

test("a month has about as many attacks as the original's 72, and honest users succeed as often", () => {
  const rows = rowsOf(monthOfBruteforce);
  const honest = answersOf(rows, "normal");
  const attack = answersOf(rows, "bruteforce");

  expect(incidentsOf(rows)).toHaveLength(56);
  expect([honest.length, attack.length]).toEqual([2293, 8351]);
  expect(successShare(honest)).toBeCloseTo(0.87, 1);
  expect(successShare(attack)).toBeCloseTo(0.15, 1);
});

test.for([
  [
    "a month of bruteforce",
    monthOfBruteforce,
    "991ec5e599b977b7a7b70a3e96b47eb1d1d0fdad6b3edd300bbe69a4125bae74",
  ],
  [
    "two days of everything",
    logins(oneOfEach),
    "3613f3df38bcb3606e5f3d249fbabc04526b6fbb6260ced42c8e4f7eb63c6078",
  ],
] as const)("%s has the same rows on every machine", ([, scenario, sum]) => {
  const hash = createHash("sha256");
  for (const row of simulateLogins(scenario, 1)) hash.update(`${JSON.stringify(row)}\n`);

  expect(hash.digest("hex")).toBe(sum);
});
