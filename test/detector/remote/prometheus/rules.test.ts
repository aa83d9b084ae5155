import { expect, test } from "vitest";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { alertsOf, readRules } from "../../../../detector/remote/prometheus/rules.ts";
import { refusalOf } from "./refusal.ts";
import { ruleText, rulesFile } from "./rules-file.ts";

test("groups are read in order, with their alerts and recording rules", () => {
  const path = rulesFile(`
groups:
  - name: first
    interval: 15s
    rules:
      - record: job:up:sum
        expr: sum(up)
        labels: { team: shop }
      - alert: Down
        expr: up == 0
        for: 1m30s
        labels: { severity: page, tier: 1 }
  - name: second
    rules:
      - { alert: Always, expr: 1 }
`);

  const set = readRules(path);

  const [record, down] = [
    { kind: "recording", name: "job:up:sum", expr: "sum(up)", labels: { team: "shop" }, file: path, line: 6 },
    {
      kind: "alerting",
      name: "Down",
      expr: "up == 0",
      forMs: 90_000,
      labels: { severity: "page", tier: "1" },
      file: path,
      line: 9,
    },
  ];
  const always = { kind: "alerting", name: "Always", expr: "1", forMs: 0, labels: {}, file: path, line: 15 };
  expect(set.groups).toEqual([
    { name: "first", file: path, intervalMs: 15_000, rules: [record, down] },
    { name: "second", file: path, rules: [always] },
  ]);
  expect(alertsOf(set)).toEqual([{ ...down, intervalMs: 15_000 }, always]);
});

test.for([
  ["", 'expected a list "groups"', "empty"],
  ["alerts: []", 'line 1: expected a list "groups"', "another kind of file"],
  ["groups:\n  - name: g", 'line 2: expected a list "rules"', "a group without rules"],
  [
    "groups:\n- name: g\n  rules:\n  - record: x\n    expr: up",
    "it has no alerting rule (`alert:`)",
    "no alert",
  ],
  ["groups:\n- name: g\n  rules:\n  - alert: A", "line 4: the alert A has no expr", "no expression"],
  [ruleText("up", "        for: soon\n"), 'line 7: "soon" is not a duration', "not a duration"],
  ["groups:\n- name: g\n  interval: 5\n  rules: []", 'line 3: "5" is not a duration', "no unit"],
  ["groups:\n  - [", "line 2", "broken YAML"],
] as const)("%j is a mistake: %s (%s)", async ([text, why]) => {
  const path = rulesFile(text);

  const refusal = await refusalOf(() => readRules(path));

  expect(refusal).toMatchObject({ kind: "usage", code: "BAD_RULES" });
  expect(refusal.message).toContain(why);
});

test("the error for a missing file names the file", async () => {
  const refusal = await refusalOf(() => readRules("no/such.yml"));

  expect(refusal.code).toBe("BAD_RULES");
  expect(refusal.message).toContain("no/such.yml");
});

test("settings without rules are refused", async () => {
  const refusal = await refusalOf(() => prometheusSettings({}));

  expect(refusal.code).toBe("BAD_RULES");
  expect(refusal.advice).toContain("prometheus:rules=");
});

test("the error for an unknown alert lists the alerts of the file", async () => {
  const rules = rulesFile(ruleText("up"));

  const refusal = await refusalOf(() => prometheusSettings({ rules, alert: "SlowP99" }));

  expect(refusal).toMatchObject({
    kind: "usage",
    code: "UNKNOWN_ALERT",
    advice: 'Did you mean "SlowP90"? Alerts: SlowP90.',
  });
});

test.for([
  ["scrape", "fast"],
  ["scrape", "0s"],
  ["evaluation", "1"],
  ["group_wait", "-1s"],
] as const)("%s=%s is a mistake", async ([option, value]) => {
  const rules = rulesFile(ruleText("up"));

  const refusal = await refusalOf(() => prometheusSettings({ rules, [option]: value }));

  expect(refusal).toMatchObject({ kind: "usage", code: "BAD_OPTION" });
  expect(refusal.message).toBe(`prometheus: invalid ${option} "${value}".`);
});
