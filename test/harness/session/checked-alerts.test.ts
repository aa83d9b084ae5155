import { expect, test } from "vitest";
import { none } from "../../../domain/detector.ts";
import { checkedAlerts } from "../../../harness/session/local-session.ts";

const alert = { key: "slow", severity: "error", state: "firing", atIndex: 3, atMs: 5 } as const;

test("valid alerts are returned as a copy", () => {
  const returned = [alert];

  const checked = checkedAlerts("mine", returned, 3);

  expect(checked).toEqual({ kind: "alerts", alerts: [alert] });
  expect(checked.kind === "alerts" && checked.alerts).not.toBe(returned);
  expect(checkedAlerts("mine", none, undefined)).toEqual({ kind: "alerts", alerts: [] });
});

test.for([
  [true, "did not return a list of alerts"],
  [undefined, "did not return a list of alerts"],
  [[undefined], "key is missing"],
  [[{ ...alert, key: undefined }], "key is missing, not a string"],
  [[{ ...alert, severity: "critical" }], 'severity is "critical", not "warning" or "error"'],
  [[{ ...alert, state: "open" }], 'state is "open", not "firing" or "resolved"'],
  [[{ ...alert, atIndex: -5 }], "atIndex is -5, not a whole number from 0"],
  [[{ ...alert, atMs: Number.NaN }], "atMs is null, not Unix milliseconds"],
  [[{ ...alert, subject: { ip: "203.0.113.9" } }], "subject is"],
] as const)("%j is refused, and the error names the field: %s", ([returned, why]) => {
  const checked = checkedAlerts("mine", returned, 3);

  expect(checked).toMatchObject({ kind: "error", error: { code: "ALERT_NOT_UNDERSTOOD" } });
  expect(checked.kind === "error" && checked.error.message).toContain(why);
});

test.for([
  [3, "up to 2"],
  [1, "up to none"],
] as const)("an alert about row %i is refused when rows were received %s", ([atIndex, shown]) => {
  const lastIndex = shown === "up to none" ? undefined : 2;

  expect(checkedAlerts("mine", [{ ...alert, atIndex }], lastIndex)).toMatchObject({
    error: { code: "ALERT_WITHOUT_OBSERVATION" },
  });
});
