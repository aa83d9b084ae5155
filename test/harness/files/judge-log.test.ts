import { expect, test } from "vitest";
import { findDetector } from "../../../detector/registry.ts";
import { defineDetector } from "../../../domain/detector.ts";
import type { LoginObservation } from "../../../domain/login/observation.ts";
import type { LoginScenario } from "../../../domain/login/scenario.ts";
import { subjectOf } from "../../../domain/subject.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { gatesOf } from "../../../harness/drill/gates.ts";
import { simulate } from "../../../harness/drill/simulate.ts";
import { localDrill } from "../../../harness/drill/simulated-drill.ts";
import { judgeLog } from "../../../harness/files/judge-log.ts";
import { setupsFor } from "../../../harness/session/models.ts";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";

/** Alerts on an address's second failure. */
const secondFailure = defineDetector({
  name: "second-failure",
  summary: "A yardstick.",
  reads: ["login"],
  options: {},
  create: () => {
    const failures = new Map<string, number>();
    return {
      name: "second-failure",
      windowSize: 10,
      observe: ({ ip, index, atMs, outcome }) => {
        if (outcome.kind === "success") return [];
        const count = (failures.get(ip) ?? 0) + 1;
        failures.set(ip, count);
        const subject = subjectOf("ip", ip);
        return count === 2
          ? [{ key: subject, subject, severity: "error", state: "firing", atIndex: index, atMs }]
          : [];
      },
    };
  },
});

const startMs = 1_541_376_000_000;

function attempt(index: number, atMs: number, ip: string, incident?: string): Labelled<LoginObservation> {
  return {
    observation: {
      kind: "login",
      index,
      atMs: startMs + atMs,
      ip,
      user: "vkim",
      outcome: { kind: "failure", reason: "wrong_password" },
    },
    truth: incident === undefined ? { mode: "normal" } : { mode: "attack", incident },
  };
}

test("a row out of order lengthens no delay of the others: each is received in its own time", async () => {
  const rows = [
    attempt(0, 9_000_000, "198.51.100.1"),
    attempt(1, 5000, "203.0.113.9", "attack-1"),
    attempt(2, 7000, "203.0.113.9", "attack-1"),
  ];
  const gates = gatesOf(
    { name: "log", source: "login", expect: [] },
    [{ definition: secondFailure, options: {} }],
    {},
    () => secondFailure,
  );
  const judge = judgeLog("login", gates);

  for (const { observation } of rows) judge.observe(observation);
  const [judged] = await judge.finish(answerKeyOf(rows), 0);

  expect(judged?.verdict.incidents).toMatchObject([
    { outcome: "detected", delayAffected: 2, delayMs: 2000, delayFromFirstMs: 2000 },
  ]);
});

/** The attack lasts to the scenario's last minute. */
const lastHour: LoginScenario = {
  source: "login",
  name: "last-hour",
  summary: "Two hours, and an attack in the second.",
  startsAt: "2018-11-05T10:00:00Z",
  hours: 2,
  users: 40,
  past: { hours: 240 },
  traffic: [{ kind: "bruteforce", onset: { kind: "at", hour: 1.5 }, addresses: "one", users: 30 }],
  expect: [{ detector: "login-rules", options: { mode: "batch" }, severity: "error", within: 100 }],
};

test("a drill judges its last hour as the same detector judges the log of the drill", async () => {
  const gates = gatesOf(lastHour, [], {}, findDetector);
  const rows = [...simulate(lastHour, 1)];
  const [setup] = setupsFor(gates, lastHour, 1);
  const taught = gates.map(({ definition, gate }) => ({
    gate,
    definition: "create" in definition ? { ...definition, create: created } : definition,
  }));
  function created(...[values, setting]: Parameters<(typeof rules)["create"]>) {
    return rules.create(values, { ...setting, model: setup?.model });
  }
  const judge = judgeLog("login", taught);

  for (const { observation } of rows) judge.observe(observation);
  const [recorded] = await judge.finish(answerKeyOf(rows), 0);
  const [drilled] = localDrill({ scenario: lastHour, seed: 1, gates }).verdict.detectors;

  expect(drilled?.incidents).toMatchObject([{ outcome: "late" }]);
  expect(recorded?.verdict.incidents).toEqual(drilled?.incidents);
});

const rules = findDetector("login-rules");
