import { expect, test } from "vitest";
import { hourMs } from "../../../../domain/time/calendar.ts";
import { incidentsOf } from "../../../../domain/incident.ts";
import { microsOfHours } from "../../../../harness/login/original/honest-hour.ts";
import { originalMonth } from "../../../../harness/login/original/month.ts";
import { makeOriginalUserBase } from "../../../../harness/login/original/simulate-to-folder.ts";
import { published } from "./published.ts";

const users = makeOriginalUserBase(0);
const month = originalMonth({ ...published, users });
const varied = originalMonth({ ...published, users, addresses: "fresh" });

test("rows are ordered by time and numbered from 0", () => {
  const observations = month.rows.map(({ observation }) => observation);

  expect(observations.map(({ index }) => index)).toEqual([...observations.keys()]);
  expect(observations.map(({ atMs }) => atMs)).toEqual(
    observations.map(({ atMs }) => atMs).toSorted((a, b) => a - b),
  );
});

test("each of the 72 attacks is an incident of its address and ends at the recorded time", () => {
  const incidents = incidentsOf(month.rows);

  expect(incidents.map(({ id, kind, untilMs }) => [id, kind, untilMs])).toEqual(
    month.attacks.map(({ endMs }, place) => [`bruteforce-${place + 1}`, "bruteforce", endMs]),
  );
  expect(incidents.map(({ subjects }) => subjects.filter((subject) => subject.startsWith("ip:")))).toEqual(
    month.attacks.map(({ ip }) => [`ip:${ip}`]),
  );
});

test("an attack has one attempt per second, from 3 to 257", () => {
  const lengths = month.attacks.map(({ startMs, endMs }) => Math.round((endMs - startMs) / 1000));

  const counts = month.attacks.map(
    (_, place) => month.rows.filter(({ truth }) => truth.incident === `bruteforce-${place + 1}`).length,
  );

  expect(counts).toEqual(lengths);
  expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([3, 257]);
});

test("attackers who change their address do so with each name, and the record has none of these addresses", () => {
  const recorded = new Set(varied.attacks.map(({ ip }) => ip));
  const tried = varied.rows
    .filter(({ truth }) => truth.mode === "bruteforce")
    .map(({ observation }) => observation);

  const visits = new Map<string, number>();
  for (const { ip } of tried) visits.set(ip, (visits.get(ip) ?? 0) + 1);

  expect([varied.rows.length, varied.attacks.length]).toEqual([12_952, 71]);
  expect(Math.max(...visits.values())).toBe(2);
  expect(tried.filter(({ ip }) => recorded.has(ip))).toEqual([]);
});

test("another seed gives another month", () => {
  const other = originalMonth({ ...published, users, seed: 1 });

  expect(other.attacks).not.toEqual(month.attacks);
});

test("the hour after the last day is simulated too, because the original counts both ends", () => {
  const hours = new Set(
    originalMonth({ ...published, users, days: 1 }).rows.map(({ observation }) =>
      Math.floor((observation.atMs - published.startMs) / hourMs),
    ),
  );

  expect(Math.max(...hours)).toBeGreaterThanOrEqual(24);
});

test.for([
  [0, 0, "nothing"],
  [1.5, 5_400_000_000, "an hour and a half"],
  [2 ** -33, 0, "less than half a microsecond"],
  [0.5 / 3_600_000_000, 0, "half a microsecond goes to the even neighbour below"],
  [1.5 / 3_600_000_000, 2, "one and a half to the one above"],
] as const)("%d hours are %i us: %s", ([hours, micros]) => {
  expect(microsOfHours(hours)).toBe(micros);
});
