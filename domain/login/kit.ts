import type { DomainKit } from "../source.ts";
import { addressSubject, subjectOf } from "../subject.ts";
import { trafficDomain } from "../traffic/scenario.ts";
import type { LoginObservation } from "./observation.ts";
import { pastOf } from "./plan.ts";
import type { LoginScenario } from "./scenario.ts";

/** With more target users than this, the users are not subjects of an incident. */
export const fewUsers = 3;

/** Login logs. */
export const loginKit: DomainKit<LoginObservation, LoginScenario> = {
  ...trafficDomain<LoginObservation, LoginScenario>(),
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
      describe: "1 for a failed login attempt, 0 for a successful one",
      valueOf: ({ outcome }) => (outcome.kind === "failure" ? 1 : 0),
    },
  },
  defaultSignal: "failed",
  // All addresses, and the users when there are at most three.
  collectSubjects: () => {
    const addresses = new Set<string>();
    const users = new Set<string>();
    return {
      add: ({ ip, user }) => {
        addresses.add(ip);
        if (users.size <= fewUsers) users.add(user);
      },
      finish: () => [
        ...[...new Set([...addresses].map(addressSubject))].toSorted(),
        ...(users.size > fewUsers ? [] : [...users].map((user) => subjectOf("user", user)).toSorted()),
      ],
    };
  },
  pastOf,
};
