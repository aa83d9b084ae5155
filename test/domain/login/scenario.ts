import type { LoginScenario } from "../../../domain/login/scenario.ts";
import type { Traffic } from "../../../domain/login/traffic.ts";

/** Two days from Thursday, 2018-11-01, with this traffic beside the honest users. */
export function logins(
  traffic: readonly Traffic[],
  changes: Partial<Omit<LoginScenario, "traffic">> = {},
): LoginScenario {
  return {
    source: "login",
    name: "logins",
    summary: "Users and others log in.",
    hours: 48,
    startsAt: "2018-11-01T00:00:00Z",
    traffic,
    expect: [],
    ...changes,
  };
}

const at = { kind: "at", hour: 9.5 } as const;

/** One of each kind, all from 9:30. */
export const oneOfEach = [
  { kind: "bruteforce", onset: at, addresses: "one" },
  { kind: "low-and-slow", onset: at, users: 30, everyMinutes: 12 },
  { kind: "spray", onset: at, users: 80, addresses: 4, everySeconds: 20 },
  { kind: "stuffing", onset: at, pairs: 300, everySeconds: 5 },
  { kind: "distributed", onset: at, addresses: 40, users: 2, tries: 200, everySeconds: 4 },
  { kind: "takeover", onset: at, tries: 12, everySeconds: 3 },
  { kind: "office", onset: at, users: 40, hours: 24 },
  { kind: "flash-sale", onset: at, times: 30, hours: 3 },
  { kind: "forgotten-password", onset: at, users: 50, hours: 4 },
  { kind: "retrying-client", onset: at, everySeconds: 30, hours: 8 },
] as const satisfies readonly Traffic[];
