import type { Observation } from "./observation.ts";

/** What an alert may be about, as `ip:203.0.113.9` or `user:admin`. */
export function subjectOf(kind: "ip" | "user", name: string): string {
  return `${kind}:${name}`;
}

const bareAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=.*:.*:)[\da-f:.]+)$/i;

/** The same with its subject as it is told here: whoever says only an address means `ip:` and the address. */
export function withSubject<A extends { readonly subject?: string }>(alert: A): A {
  const { subject } = alert;
  return subject !== undefined && bareAddress.test(subject)
    ? { ...alert, subject: subjectOf("ip", subject) }
    : alert;
}

/** More target users than this say only that somebody tries them all. */
export const fewUsers = 3;

/** Collects what an alert about an incident may rightly name. */
export interface SubjectBook {
  readonly add: (observation: Observation) => void;
  /** Sorted; empty when any subject, or none, will do. */
  readonly finish: () => readonly string[];
}

/** Of logins: the addresses, and the users where it hammers at most three. Of responses: nothing. */
export function subjectBook(): SubjectBook {
  const addresses = new Set<string>();
  const users = new Set<string>();
  return {
    add: (observation) => {
      switch (observation.kind) {
        case "response":
          return;
        case "login":
          addresses.add(observation.ip);
          if (users.size <= fewUsers) users.add(observation.user);
      }
    },
    finish: () => [
      ...[...addresses].map((ip) => subjectOf("ip", ip)).toSorted(),
      ...(users.size > fewUsers ? [] : [...users].map((user) => subjectOf("user", user)).toSorted()),
    ],
  };
}
