import { expect, test } from "vitest";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../../score/judge/score.ts";
import { alertsOn, gateOf, rowsWithAttackFrom100 } from "../sample.ts";
import { attack, loginAlerts, loginGate, loginRows } from "../logins.ts";

const office = { ip: "198.51.100.1" };
/** Rows 0 and 12 are honest, 1 to 6 and 7 to 11 are attacks. */
const rows = loginRows([
  { second: 0, ...office },
  ...attack("bruteforce-1", "203.0.113.9", 10, 6),
  ...attack("bruteforce-2", "203.0.113.10", 100, 5),
  { second: 200, ip: "198.51.100.2" },
]);
const at = loginAlerts(rows);
const key = answerKeyOf(rows);

test("a detector is scored by address and by attack", () => {
  const alerts = [at(3, "ip:203.0.113.9"), at(12, "ip:198.51.100.2")];

  const { bySubject, delays } = scoreAlerts(key, alerts, loginGate);

  expect(bySubject).toMatchObject([
    { kind: "ip", truePositives: 1, falsePositives: 1, trueNegatives: 1, falseNegatives: 1 },
  ]);
  expect(delays).toEqual({
    found: 1,
    missed: 1,
    inconclusive: 0,
    maxAffected: 3,
    maxMs: 2000,
  });
});

test("an attack that is alerted after its end is found, late", () => {
  const { incidents, delays } = scoreAlerts(key, [at(12, "ip:203.0.113.10")], loginGate);

  expect(incidents.map(({ outcome }) => outcome)).toEqual(["missed", "late"]);
  expect(delays).toMatchObject({ found: 1, missed: 1, maxAffected: 5, maxMs: 100_000 });
});

test.for([
  [{ severity: "warning" }, "it is milder than asked"],
  [{ state: "resolved" }, "it takes something back"],
] as const)("an alert with %j names nobody: %s", ([more]) => {
  const { bySubject } = scoreAlerts(key, [at(3, "ip:203.0.113.9", more)], loginGate);

  expect(bySubject).toMatchObject([{ kind: "ip", truePositives: 0 }]);
});

test("a log of response times is not scored by subject", () => {
  const score = scoreAlerts(
    answerKeyOf(rowsWithAttackFrom100),
    [alertsOn(rowsWithAttackFrom100)(102)],
    gateOf(),
  );

  expect(score).not.toHaveProperty("bySubject");
  expect(score).not.toHaveProperty("delays");
});
