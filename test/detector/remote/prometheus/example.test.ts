import { expect, test } from "vitest";
import { firedrill } from "../../../program/firedrill.ts";
import { needs } from "./installed.ts";

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
] as const)("prometheus:%s %j is refused with %s: %s", async ([options, words, section]) => {
  const args = ["run", "examples/prometheus/slow.yaml", "--no-save", ...words];

  const finished = await firedrill([...args, "--detector", `prometheus:${options}`]);

  expect(finished.code).toBe(2);
  expect(finished.stdout).toBe("");
  expect(finished.stderr).toContain(`See docs/errors.md#${section}`);
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
