import { describe, expect, test } from "vitest";
import { createDetector } from "../../../../detector/model.ts";
import type { UsualByHour, Usual } from "../../../../detector/login/rules/usual.ts";
import { keptHours } from "../../../../detector/login/rules/hours.ts";
import { loginRules } from "../../../../detector/login/rules/rules.ts";
import type { Alert } from "../../../../domain/alert.ts";
import type { DetectorModel } from "../../../../domain/detector.ts";
import type { LoginOutcome } from "../../../../domain/login/observation.ts";
import type { Attempt } from "../../login-traffic.ts";
import { loginRows } from "../../login-traffic.ts";
import { monthBefore, trainedOn } from "../original-months.ts";

const hourMs = 3_600_000;
/** 2018-11-05T13:00Z. */
const onePmMs = 1_541_422_800_000;
const failure: LoginOutcome = { kind: "failure", reason: "wrong_password" };
const success: LoginOutcome = { kind: "success" };

const attack: readonly Attempt[] = Array.from({ length: 60 }, (_, place) => ({
  atMs: onePmMs + 600_000 + place * 1000,
  ip: "8.8.8.8",
  user: `user${place >> 1}`,
  outcome: failure,
}));

function interleaved(aheadMs: number): readonly Attempt[] {
  return attack.flatMap((row) => [
    row,
    { atMs: row.atMs + aheadMs, ip: "7.7.7.7", user: "joe", outcome: success },
  ]);
}

function withOneRow(atMs: number): readonly Attempt[] {
  const row: Attempt = { atMs, ip: "6.6.6.6", user: "joe", outcome: success };
  return [...attack.slice(0, 30), row, ...attack.slice(30)];
}

function alertsOf(rows: readonly Attempt[], mode: string, model: DetectorModel): readonly Alert[] {
  const detector = createDetector(loginRules, { options: { mode }, model });
  const alerts = loginRows(rows).flatMap((row) => detector.observe(row));
  return [...alerts, ...(detector.elapse?.(onePmMs + 5 * hourMs) ?? [])];
}

const learned = trainedOn(loginRules, {}, monthBefore(0));

describe.for(["streaming", "batch"])("in %s mode an attack causes one episode", (mode) => {
  test.for([
    ["alone", attack],
    ["between rows of a server whose clock is two hours ahead", interleaved(2 * hourMs)],
    ["between rows of a server whose clock is an hour behind", interleaved(-hourMs)],
    ["between rows of a server whose clock is a month ahead", interleaved(30 * 24 * hourMs)],
    ["with a row from two hours earlier in its midst", withOneRow(onePmMs - 2 * hourMs)],
    ["with a row from next year in its midst", withOneRow(onePmMs + 365 * 24 * hourMs)],
  ] as const)("%s", ([, rows]) => {
    const alerts = alertsOf(rows, mode, learned);

    expect(alerts.map(({ key, state }) => [key, state])).toEqual([
      ["ip:8.8.8.8", "firing"],
      ["ip:8.8.8.8", "resolved"],
    ]);
    expect(alerts.at(0)?.evidence).toContain("from 8.8.8.8");
  });
});

test("a row from more than a day ahead does not end an alarm", () => {
  const detector = createDetector(loginRules, { model: learned });
  const farAhead = { atMs: onePmMs + 26 * hourMs, ip: "6.6.6.6", user: "joe", outcome: success };
  const rows = loginRows([...attack, farAhead]);

  const states = rows.flatMap((row) => detector.observe(row)).map(({ state }) => state);

  expect(states).toEqual(["firing"]);
});

function usual(centre: number): Usual {
  return { centre, spread: 0 };
}

/** The limit is 4 users in the hour from 13:00, and 40 in any other hour. */
function lunchModel(): DetectorModel {
  const baseline: UsualByHour = Array.from({ length: 24 }, (_, hour) => ({
    users: usual(hour === 13 ? 4 : 40),
    attempts: usual(1),
    failures: usual(1),
    failureRate: usual(0.5),
  }));
  const baselines = { mean: baseline, median: baseline, tukey: baseline, zscore: baseline };
  const span = { rows: 100, trainedFromMs: 0, trainedUntilMs: 1 };
  return Object.assign({ schemaVersion: 1, detector: "login-rules" } as const, span, {
    sample: 0,
    baselines,
  });
}

test.for(["streaming", "batch"])(
  "in %s mode a late row counts in its own hour, with that hour's limits",
  (mode) => {
    const nextHour: Attempt = { atMs: onePmMs + hourMs, ip: "8.8.8.8", user: "joe", outcome: failure };

    const late = alertsOf([nextHour, ...attack.slice(0, 10)], mode, lunchModel());
    const onTime = alertsOf(
      [nextHour, ...attack.map((row) => ({ ...row, atMs: row.atMs + hourMs }))],
      mode,
      lunchModel(),
    );

    expect(late.map(({ state }) => state)).toEqual(["firing", "resolved"]);
    expect(late[0]?.evidence).toMatch(/^5 users, \d+ failures/);
    expect(onTime).toEqual([]);
  },
);

test("a fifth hour replaces the hour without a row for longest", () => {
  const hours = keptHours();
  for (const calendarHour of [10, 12, 11, 13, 10]) hours.turnTo(calendarHour);

  const { hour, dropped } = hours.turnTo(9);

  expect([hour.calendarHour, dropped?.calendarHour]).toEqual([9, 12]);
  expect(hours.all().map(({ calendarHour }) => calendarHour)).toEqual([11, 13, 10, 9]);
});
