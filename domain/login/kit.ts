import type { DomainKit } from "../source.ts";
import { firstInstantMs } from "../scenario.ts";
import { subjectOf } from "../subject.ts";
import { hourMs } from "../time/calendar.ts";
import { roundToMicros } from "../time/clock.ts";
import { trafficHours } from "../traffic/scenario.ts";
import type { LoginObservation } from "./observation.ts";
import { pastOf } from "./plan.ts";
import type { LoginScenario } from "./scenario.ts";

/** More target users than this say only that somebody tries them all. */
export const fewUsers = 3;

/** Logs of attempts to log in. */
export const loginKit: DomainKit<LoginObservation, LoginScenario> = {
  nouns: {
    row: { one: "attempt", many: "attempts" },
    incident: { one: "attack", many: "attacks" },
    log: "logins",
  },
  causedAtMs: ({ atMs }) => atMs,
  signals: {
    failed: {
      kind: "flag",
      unit: "",
      key: "failures",
      describe: "1 for a refused attempt, 0 for one that was let in",
      valueOf: ({ outcome }) => (outcome.kind === "failure" ? 1 : 0),
    },
  },
  defaultSignal: "failed",
  // The addresses, and the users where it hammers at most three.
  collectSubjects: () => {
    const addresses = new Set<string>();
    const users = new Set<string>();
    return {
      add: ({ ip, user }) => {
        addresses.add(ip);
        if (users.size <= fewUsers) users.add(user);
      },
      finish: () => [
        ...[...addresses].map((ip) => subjectOf("ip", ip)).toSorted(),
        ...(users.size > fewUsers ? [] : [...users].map((user) => subjectOf("user", user)).toSorted()),
      ],
    };
  },
  shifted: (row, index, byMs) => ({ ...row, index, atMs: roundToMicros(row.atMs + byMs) }),
  isInOriginal: () => true,
  // Nothing is due at a login page before the end of an hour.
  tickMs: 10_000,
  length: trafficHours(),
  // An hour without attempts is an hour all the same.
  endOfScenarioMs: (scenario) => firstInstantMs(scenario) + scenario.hours * hourMs,
  // What is judged by the hour is judged when the last one is over.
  endOfLogMs: (lastRowMs) => (Math.floor(lastRowMs / hourMs) + 1) * hourMs,
  pastOf,
  faultOf: () => undefined,
};
