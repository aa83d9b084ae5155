import type { ReceivedAlert } from "../../domain/alert.ts";
import type { Gate } from "../../domain/gate.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import { epochMs } from "../../domain/time/clock.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { Verdict } from "../../domain/verdict.ts";
import type { FinishedDrill } from "../../report/junit/test-cases.ts";
import { answerKeyOf } from "../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../score/judge/score.ts";
import { assembleVerdict, detectorVerdict, drillTrace } from "../../score/judge/verdict.ts";
import { pictureOf } from "./picture.ts";
import { gateOf } from "./sample.ts";

/** An attempt in few words. */
export interface Attempt {
  readonly second: number;
  readonly ip: string;
  readonly user?: string;
  /** Default: an attacker fails, others do not. */
  readonly fails?: boolean;
  readonly incident?: string;
}

export function loginRows(attempts: readonly Attempt[]): readonly Labelled<LoginObservation>[] {
  return attempts.map(({ second, ip, user = "anna", incident, fails = incident !== undefined }, index) => {
    const outcome = fails ? ({ kind: "failure", reason: "wrong_password" } as const) : success;
    const observation = { kind: "login", index, atMs: epochMs + second * 1000, ip, user, outcome } as const;
    const mode = incident === undefined ? "normal" : "bruteforce";
    return { observation, truth: incident === undefined ? { mode } : { mode, incident } };
  });
}

const success = { kind: "success" } as const;

/** `count` attempts of one address on as many users, one a second. */
export function attack(incident: string, ip: string, second: number, count: number): readonly Attempt[] {
  return Array.from({ length: count }, (_, at) => ({
    second: second + at,
    ip,
    user: `user-${at}`,
    incident,
  }));
}

/** Makes alerts about a subject whose evidence is a row, received as it was written. */
export function loginAlerts(
  rows: readonly Labelled[],
): (atIndex: number, subject: string, more?: Partial<ReceivedAlert>) => ReceivedAlert {
  return (atIndex, subject, more = {}) => {
    const atMs = rows[atIndex]?.observation.atMs;
    if (atMs === undefined) throw new RangeError(`no row ${atIndex}`);
    const base = { key: subject, severity: "error", state: "firing", detector: "rules" } as const;
    return { ...base, subject, atIndex, atMs, receivedMs: atMs, ...more };
  };
}

export const loginGate: Gate = gateOf({ detector: "rules" });

/** A drill of logins that came to its end. */
export function loginDrill(
  rows: readonly Labelled[],
  alerts: readonly ReceivedAlert[],
  told: Partial<Verdict> = {},
): Required<FinishedDrill> {
  const key = answerKeyOf(rows);
  const score = scoreAlerts(key, alerts, loginGate);
  const verdict = assembleVerdict({
    scenario: "login-bruteforce",
    seed: 1,
    clock: "virtual",
    observations: key.observations,
    durationMs: (key.endedMs ?? 0) - (key.startedMs ?? 0),
    detectors: [detectorVerdict(loginGate, score)],
    ...told,
  });
  return { verdict, trace: drillTrace(pictureOf("login", rows), key, [{ gate: loginGate, score }]) };
}
