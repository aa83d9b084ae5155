import fc from "fast-check";
import { expect, test } from "vitest";
import type { IncidentVerdict } from "../../../domain/verdict.ts";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../../score/judge/score.ts";
import { alertsOn, gateOf, rowsOf } from "../sample.ts";

const rows = rowsOf([
  { rows: 20 },
  { rows: 15, incident: "attack-1" },
  { rows: 15, incident: "load-1" },
  { rows: 20 },
  { rows: 10, incident: "attack-2" },
  { rows: 20 },
]);
const at = alertsOn(rows);
const key = answerKeyOf(rows);

const anyAlerts = fc.array(
  fc
    .record({
      index: fc.nat(rows.length - 1),
      key: fc.constantFrom("a", "b", "c"),
      severity: fc.constantFrom("warning", "error"),
      state: fc.constantFrom("firing", "resolved"),
    })
    .map(({ index, ...rest }) => at(index, rest)),
  { maxLength: 15 },
);
const anyGate = fc
  .record({ severity: fc.constantFrom("warning", "error"), windowSize: fc.integer({ min: 1, max: 12 }) })
  .map(gateOf);

/** Better outcomes are higher; an inconclusive one stays what it is. */
function rank(incident: IncidentVerdict | undefined): number {
  return ["inconclusive", "missed", "late", "detected"].indexOf(incident?.outcome ?? "");
}

test("an alert one row later is one affected row and one observation later", () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 33 }), (atIndex) => {
      const [now] = scoreAlerts(key, [at(atIndex)], gateOf()).incidents;
      const [later] = scoreAlerts(key, [at(atIndex + 1)], gateOf()).incidents;

      expect(later?.delayAffected).toBe((now?.delayAffected ?? 0) + 1);
      expect(later?.delayObservations).toBe((now?.delayObservations ?? 0) + 1);
    }),
  );
});

test("the order of the alerts in a file does not matter", () => {
  fc.assert(
    fc.property(
      anyAlerts.chain((alerts) =>
        fc.tuple(fc.constant(alerts), fc.shuffledSubarray(alerts, { minLength: alerts.length })),
      ),
      anyGate,
      ([alerts, shuffled], gate) => {
        expect(scoreAlerts(key, shuffled, gate)).toEqual(scoreAlerts(key, alerts, gate));
      },
    ),
  );
});

test("one more alert inside an incident never undoes its detection, nor delays it", () => {
  fc.assert(
    fc.property(anyAlerts, anyGate, fc.integer({ min: 20, max: 34 }), (alerts, gate, atIndex) => {
      const [before] = scoreAlerts(key, alerts, gate).incidents;
      const [after] = scoreAlerts(key, [...alerts, at(atIndex, { key: "new" })], gate).incidents;

      expect(rank(after)).toBeGreaterThanOrEqual(rank(before));
      expect(after?.delayAffected ?? 0).toBeLessThanOrEqual(before?.delayAffected ?? Infinity);
    }),
  );
});

test("every episode is a detection, a further one, a recovery or a false alarm, and is counted once", () => {
  fc.assert(
    fc.property(anyAlerts, anyGate, (alerts, gate) => {
      const score = scoreAlerts(key, alerts, gate);

      const count = (wanted: string): number => score.episodes.filter(({ role }) => role === wanted).length;
      expect(count("false-alarm")).toBe(score.falseAlarms);
      expect(count("recovery")).toBe(score.recoveryAlerts);
      expect(count("detection") + count("further") + score.falseAlarms + score.recoveryAlerts).toBe(
        score.alerts,
      );
      const noticed = score.incidents.filter(({ alertIndex }) => alertIndex !== undefined);
      expect(noticed).toHaveLength(count("detection"));
    }),
  );
});

test("an episode far from every incident is a false alarm, whatever else was said", () => {
  fc.assert(
    fc.property(
      anyAlerts,
      anyGate,
      fc.nat(19),
      fc.constantFrom("warning", "error"),
      (alerts, gate, atIndex, severity) => {
        const before = scoreAlerts(key, alerts, gate);
        const after = scoreAlerts(key, [...alerts, at(atIndex, { key: "new", severity })], gate);

        expect(after.falseAlarms).toBe(before.falseAlarms + 1);
      },
    ),
  );
});

test("only outcomes and false alarms decide", () => {
  fc.assert(
    fc.property(anyAlerts, anyGate, (alerts, gate) => {
      const { passed, incidents, falseAlarms } = scoreAlerts(key, alerts, gate);

      expect(passed).toBe(falseAlarms === 0 && incidents.every(({ outcome }) => outcome === "detected"));
    }),
  );
});
