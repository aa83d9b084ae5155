import { expect, test } from "vitest";
import { firedrill } from "../../../program/firedrill.ts";
import { needs } from "./installed.ts";
import { slowP90 } from "./rules-file.ts";

needs("promtool");

const rules = "rules=examples/prometheus/alerts.yml";
const hang = ["--set", "attack.delayMs=30000"];

test.for([
  [["--within", "3s"], rules, 0, "PASSED  prometheus raised ERROR for attack-1", "the example's drill"],
  [["--within", "1s"], rules, 1, "(limit 1 s)", "a rule cannot be faster than its window"],
  [
    [...hang, "--within", "6s"],
    rules,
    0,
    "PASSED  prometheus raised ERROR for attack-1",
    "a rule about no answers",
  ],
  [[...hang, "--within", "6s"], `${rules},alert=SlowP90`, 1, "prometheus missed attack-1", "no quantile"],
] as const)("%j with %s exits with %i and prints %s: %s", async ([words, options, code, says]) => {
  const args = ["run", "examples/prometheus/slow.yaml", "--no-save", ...words];

  const finished = await firedrill([...args, "--detector", `prometheus:${options}`]);

  expect(finished).toMatchObject({ code, stderr: "" });
  expect(finished.stdout).toContain(says);
});

test.for([
  [`${rules},alert=SlowP09`, [], "unknown_alert", "a misspelled alert, which promtool accepts"],
  ["rules=no-such.yml", [], "bad_rules", "no such file"],
  [`${rules},scrape=often`, [], "bad_option", "not a duration"],
  [rules, ["--clock", "scaled:10"], "prometheus_needs_real_time", "a scaled clock"],
  [`${rules},scrape=15s`, [], "alert_cannot_fire", "a window of less than two scrapes"],
  ["rules=test/golden/rules/another-job.yml", [], "no_such_series", "a job that is not scraped"],
  ["rules=test/golden/rules/another-job.yml", ["--clock", "real"], "no_such_series", "nor on the real clock"],
] as const)("prometheus:%s %j is refused with %s: %s", async ([options, words, section]) => {
  const args = ["run", "examples/prometheus/slow.yaml", "--no-save", ...words];

  const finished = await firedrill([...args, "--detector", `prometheus:${options}`]);

  expect(finished.code).toBe(2);
  expect(finished.stdout).toBe("");
  expect(finished.stderr).toContain(`See docs/errors.md#${section}`);
});

test.for([
  ["3s", 0, "PASSED  prometheus raised ERROR for attack-1", "its Watchdog neither fires nor counts"],
  [
    "1s",
    1,
    "Part of the alert SlowP90 (test/golden/rules/resource.yml, line 14) cannot fire: no such series: checkout_total.",
    "a series that is not there is noted beside a failure",
  ],
] as const)("a Kubernetes resource within %s exits with %i: %s (%s)", async ([within, code, says]) => {
  const args = ["run", "examples/prometheus/slow.yaml", "--no-save", "--within", within];

  const finished = await firedrill([
    ...args,
    "--detector",
    "prometheus:rules=test/golden/rules/resource.yml",
  ]);

  expect(finished).toMatchObject({ code, stderr: "" });
  expect(finished.stdout.replaceAll(/\n(?=\S)/g, " ")).toContain(says);
});

test("a rule that reads a fixed time needs the real clock", async () => {
  const args = ["run", "examples/prometheus/slow.yaml", "--no-save"];

  const finished = await firedrill([
    ...args,
    "--detector",
    "prometheus:rules=test/golden/rules/fixed-time.yml",
  ]);

  expect(finished.code).toBe(3);
  expect(finished.stderr).toContain("--clock real");
  expect(finished.stderr).toContain("See docs/errors.md#rule_reads_fixed_time");
});

test("the verdict contains the prediction and the hops", async () => {
  const args = ["run", "examples/prometheus/slow.yaml", "--no-save", "--report", "json", "--within", "3s"];

  const { stdout } = await firedrill([...args, "--detector", `prometheus:${rules}`]);

  expect(JSON.parse(stdout)).toMatchObject({
    detectors: [
      {
        prediction: { earliestMs: 945, latestMs: 2945 },
        hops: [{ hops: [{ name: "finished" }, { name: "scraped" }, { name: "pending" }, {}, {}, {}] }],
      },
    ],
  });
});

test.for([
  [hang, "6s", "NaN (nothing to measure)", "nothing was answered for six seconds"],
  [["--set", "attack.delayMs=250"], "6s", "0.295", "nine tenths of the bucket from 0.25 to 0.3 s"],
  [["--set", "attack.delayMs=250"], "10", "0.09126", "the tenth slow answer came before the next scrape"],
] as const)("with %j an alert that is silent within %s had %s: %s", async ([words, within, value]) => {
  const args = ["run", "examples/prometheus/slow.yaml", "--no-save", "--report", "json", "--within", within];

  const { stdout } = await firedrill([...args, ...words, "--detector", `prometheus:${rules},alert=SlowP90`]);

  expect(JSON.parse(stdout)).toMatchObject({
    detectors: [
      {
        notes: [`Alert SlowP90 did not fire. At the deadline for attack-1, ${slowP90} had ${value}.`],
      },
    ],
  });
});
