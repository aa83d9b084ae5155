import { writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { plainText } from "../../../../detector/remote/prometheus/promtool-rules.ts";
import { prometheusSettings } from "../../../../detector/remote/prometheus/settings.ts";
import { alertsOf, readRules } from "../../../../detector/remote/prometheus/rules.ts";
import { FiredrillError } from "../../../../domain/error.ts";
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
  expect(set.groups).toMatchObject([
    { name: "first", file: path, intervalMs: 15_000, rules: [record, down] },
    { name: "second", file: path, rules: [always] },
  ]);
  expect(alertsOf(set)).toMatchObject([
    { ...down, intervalMs: 15_000, group: 0 },
    { ...always, group: 1 },
  ]);
});

/** Name, expression, `for` and line of each alert. */
function alertsIn(text: string) {
  const alerts = alertsOf(readRules(rulesFile(text)));
  return alerts.map(({ name, expr, forMs, line }) => [name, expr, forMs, line]);
}

test("anchors, aliases and merge keys are read; a field of the rule itself wins", () => {
  const text = `
groups:
  - name: g
    rules:
      - &base
        alert: Slow
        expr: &expr up == 0
        for: &hold 4s
        labels: { severity: critical }
      - <<: *base
        alert: SlowToo
        labels: { severity: warning }
      - { alert: Third, expr: *expr, for: *hold }
      - { <<: [{ for: 1s }, *base], alert: Fourth }
`;
  const labels = alertsOf(readRules(rulesFile(text))).map((alert) => alert.labels["severity"]);

  expect(alertsIn(text)).toEqual([
    ["Slow", "up == 0", 4000, 6],
    ["SlowToo", "up == 0", 4000, 10],
    ["Third", "up == 0", 4000, 13],
    ["Fourth", "up == 0", 1000, 14],
  ]);
  expect(labels).toEqual(["critical", "warning", undefined, "critical"]);
});

const resource = (name: string): string => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: ${name} }
spec:
  groups:
    - name: g
      partial_response_strategy: warn
      interval: ""
      rules: [{ alert: ${name}, expr: up == 0 }]
`;

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, "    ");

test.for([
  ["a PrometheusRule", resource("A"), ["A"]],
  ["one beside other resources", `kind: Service\napiVersion: v1\n---\n${resource("A")}`, ["A"]],
  ["several documents", `${resource("A")}---\n${resource("B")}`, ["A", "B"]],
  ["a plain file after an empty document", `---\n# empty\n---\n${ruleText("up", "", "A")}`, ["A"]],
  [
    "a List",
    `kind: List\nitems:\n  -\n${indented(resource("A"))}  -\n${indented(resource("B"))}`,
    ["A", "B"],
  ],
  ["a PrometheusRuleList", `kind: PrometheusRuleList\nitems:\n  -\n${indented(resource("A"))}`, ["A"]],
] as const)("%s is read, and Prometheus gets its groups as a plain file", ([, text, names]) => {
  const set = readRules(rulesFile(text));

  const plain = readRules(rulesFile(plainTextOf(set)));

  expect(set.files.map(({ kind }) => kind)).toEqual(["resource"]);
  expect(alertsOf(set).map(({ name }) => name)).toEqual(names);
  expect(plain.files.map(({ kind }) => kind)).toEqual(["plain"]);
  expect(alertsOf(plain).map(({ name }) => name)).toEqual(names);
  expect(new Set(plain.groups.map(({ name }) => name)).size).toBe(set.groups.length);
  expect(plainTextOf(set)).not.toContain("partial_response_strategy");
});

function plainTextOf({ files }: ReturnType<typeof readRules>): string {
  return files.map(plainText).join("");
}

test("several files and patterns are read in order, each file once", () => {
  const folder = dirname(rulesFile(ruleText("up", "", "Z")));
  for (const name of ["b.yml", "a.yml", "a.yaml", "c+[1].yml"])
    writeFileSync(join(folder, name), ruleText("up", "", name));

  const named = (...names: readonly string[]): readonly string[] =>
    alertsOf(readRules(names.map((name) => join(folder, name)).join(delimiter))).map(({ name }) => name);

  expect(named("b.yml", "a.yml")).toEqual(["b.yml", "a.yml"]);
  expect(named("*.yml")).toEqual(["a.yml", "Z", "b.yml", "c+[1].yml"]);
  expect(named("b.yml", "?.yml")).toEqual(["b.yml", "a.yml"]);
  expect(named("c+[1].yml")).toEqual(["c+[1].yml"]);
});

test("a pattern without a file is a mistake that names it", async () => {
  const refusal = await refusalOf(() => readRules("examples/prometheus/no-*.yml"));

  expect(refusal).toMatchObject({ kind: "usage", code: "BAD_RULES" });
  expect(refusal.message).toBe("Cannot use the rules in examples/prometheus/no-*.yml: no file matches.");
});

test("an interval of 0 is none, as in Prometheus", () => {
  const set = readRules(rulesFile(ruleText("up").replace("name: g", "name: g\n    interval: 0s")));

  expect(set.groups[0]?.intervalMs).toBeUndefined();
});

const scalar = fc.oneof(
  fc.constantFrom("up == 0", "5m", "0", "~", "&a x", "*a", "<<", "'", '"', "|", "!!int x", "{{ $value }}"),
  fc.string({ maxLength: 12 }),
);
const key = fc.constantFrom(
  "groups",
  "rules",
  "alert",
  "record",
  "expr",
  "for",
  "interval",
  "labels",
  "<<",
  "kind",
);
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 5 }),
  ),
})).value;
const ruleFile = fc.oneof(
  fc.string({ maxLength: 80 }),
  tree.map((value) => stringify(value, { aliasDuplicateObjects: true })),
  fc
    .tuple(
      fc.constantFrom(resource("A"), ruleText("up"), `${resource("A")}---\n`),
      fc.nat(),
      fc.nat(12),
      scalar,
    )
    .map(([text, at, length, more]) => {
      const from = at % text.length;
      return text.slice(0, from) + more + text.slice(from + length);
    }),
);

function outcomeOf(path: string): unknown {
  try {
    return alertsOf(readRules(path)).length > 0 ? "read or refused" : "no alerts";
  } catch (error) {
    return error instanceof FiredrillError && error.code === "BAD_RULES" ? "read or refused" : error;
  }
}

test("whatever a file holds, its rules are read or refused by name", () => {
  const path = rulesFile("");

  fc.assert(
    fc.property(ruleFile, (text) => {
      writeFileSync(path, text);

      expect(outcomeOf(path)).toBe("read or refused");
    }),
    { numRuns: 2000 },
  );
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
  ["groups:\n- name: g\n  rules:\n  - expr: up", 'line 4: expected "alert" or "record"', "neither"],
  ["groups:\n- name: g\n  rules: [5]", 'expected a map in every item of "rules"', "no rule"],
  ["groups: &a\n  - rules: *a", "line 2: *a contains itself", "an alias within its own anchor"],
  ["groups:\n- { <<: 5, rules: [] }", "line 2: a merge key (<<) requires a map", "nothing to merge"],
  ["kind: PrometheusRule\nspec: 5", 'line 1: expected a "spec"', "a resource without a spec"],
  ["kind: Service", "it has no alerting rule", "another resource"],
  [
    "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\ngroups: [*e,*e,*e,*e,*e,*e,*e,*e]",
    "its aliases expand to more than 200,000 values",
    "aliases that multiply",
  ],
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
