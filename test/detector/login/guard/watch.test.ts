import { expect, test } from "vitest";
import { createDetector } from "../../../../detector/model.ts";
import { loginGuard } from "../../../../detector/login/guard/guard.ts";
import type { Alert } from "../../../../domain/alert.ts";
import type { LoginOutcome } from "../../../../domain/login/observation.ts";
import { epochMs } from "../../../../domain/time/clock.ts";
import type { Attempt } from "../../login-traffic.ts";
import { loginRows } from "../../login-traffic.ts";

const hourMs = 3_600_000;
const attacker = "9.9.9.9";
const success: LoginOutcome = { kind: "success" };
const failure: LoginOutcome = { kind: "failure", reason: "wrong_password" };

function attempts(
  count: number,
  startMs: number,
  attempt: (place: number) => Partial<Attempt>,
): readonly Attempt[] {
  return Array.from({ length: count }, (_, place) => ({
    atMs: epochMs + startMs + 1000 * place,
    ip: attacker,
    user: "admin",
    outcome: failure,
    ...attempt(place),
  }));
}

/** One attempt for each of 26 users. */
function spray(startMs: number): readonly Attempt[] {
  return attempts(26, startMs, (place) => ({
    user: String.fromCharCode(97 + place).repeat(2 + (place % 5)),
  }));
}

/** Alerts about addresses and users, in order, without those about the whole log. */
function subjectAlerts(
  rows: readonly Attempt[],
): readonly (readonly [string, Alert["state"], string | undefined])[] {
  const detector = createDetector(loginGuard);
  return loginRows(rows)
    .flatMap((row) => detector.observe(row))
    .filter(({ key }) => key !== "global")
    .map(({ key, state, evidence }) => [key, state, evidence]);
}

test("an address that attacked one user causes another alert when it comes back hours later", () => {
  const others = attempts(3, 20_000, (place) => ({ user: ["bob", "carol", "dave"][place] ?? "" }));

  const alerts = subjectAlerts([...attempts(6, 0, () => ({})), ...others, ...spray(5 * hourMs)]);

  expect(alerts).toEqual([
    [`ip:${attacker}`, "firing", "6 failures for admin in 5 s from 9.9.9.9"],
    [`ip:${attacker}`, "resolved", "4 users, 9 failures in 22 s from 9.9.9.9"],
    [`ip:${attacker}`, "firing", "3 users, 3 failures in 2 s from 9.9.9.9"],
  ]);
});

test("an address causes another alert although 45,000 others came while its alarm was open", () => {
  const others = attempts(45_000, 30_000, (place) => ({
    atMs: epochMs + 30_000 + place,
    ip: `1.${place >> 16}.${(place >> 8) & 255}.${place & 255}`,
    user: `user${place % 100}`,
  }));

  const alerts = subjectAlerts([
    ...spray(0),
    ...others,
    ...spray(600_000),
    ...spray(6 * hourMs),
    ...spray(12 * hourMs),
  ]);

  const ofAttacker = alerts
    .filter(([key]) => key === `ip:${attacker}`)
    .map(([, state, text]) => [state, text]);
  expect(ofAttacker).toEqual([
    ["firing", "3 users, 3 failures in 2 s from 9.9.9.9"],
    ["resolved", "26 users, 52 failures in 11 min from 9.9.9.9"],
    ["firing", "3 users, 3 failures in 2 s from 9.9.9.9"],
    ["resolved", "26 users, 26 failures in 25 s from 9.9.9.9"],
    ["firing", "3 users, 3 failures in 2 s from 9.9.9.9"],
  ]);
});

test("an address does not become known by a login after many failures: later failures there cause another alert", () => {
  const letIn = attempts(3, 20_000, () => ({ outcome: success }));

  const alerts = subjectAlerts([
    ...attempts(8, 0, () => ({})),
    ...letIn,
    ...attempts(9, 8 * hourMs, () => ({})),
  ]);

  expect(alerts.map(([key, state]) => [key, state])).toEqual([
    [`ip:${attacker}`, "firing"],
    ["let-in user:admin", "firing"],
    [`ip:${attacker}`, "resolved"],
    ["let-in user:admin", "resolved"],
    [`ip:${attacker}`, "firing"],
  ]);
});

test("a login after many failures causes one alert, however often the user returns", () => {
  const visits = attempts(5, hourMs, (place) => ({ atMs: epochMs + (1 + place) * hourMs, outcome: success }));

  const alerts = subjectAlerts([...attempts(5, 0, () => ({})), ...visits]);

  expect(alerts.filter(([, state]) => state === "firing")).toEqual([
    ["let-in user:admin", "firing", "admin logged in after 5 failures from 9.9.9.9"],
  ]);
});

test("an address does not become known by a login shortly before an alarm about it", () => {
  const guessed = attempts(1, 0, () => ({ user: "eve", outcome: success }));

  const alerts = subjectAlerts([
    ...guessed,
    ...spray(10_000),
    ...attempts(7, 8 * hourMs, () => ({ user: "eve" })),
  ]);

  expect(alerts.at(-1)).toEqual([`ip:${attacker}`, "firing", "6 failures for eve in 5 s from 9.9.9.9"]);
});
