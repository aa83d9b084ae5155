import { expect, test } from "vitest";
import { planDrill } from "../../../../harness/drill/plan.ts";
import { chooseDetector } from "../../../../harness/session/choice.ts";
import { keepingPrograms } from "../../../../harness/session/definition.ts";
import { remoteSettings } from "../../../../harness/session/remote-definitions.ts";
import { repeatDrills } from "../../../../harness/study/repeat.ts";
import { tuneDetector } from "../../../../harness/study/tune.ts";
import { needs } from "./installed.ts";
import { refusalOf } from "./refusal.ts";
import { rulesFile, ruleText } from "./rules-file.ts";

needs("promtool");

const slow = ruleText("histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[10s])) > 0.3");

async function studied(rules: string, seeds: readonly number[]) {
  const plan = await planDrill({
    scenario: "rapidly",
    settings: [],
    detectors: [`prometheus:rules=${rulesFile(rules)}`],
    remote: remoteSettings({ phases: "sampled" }),
  });
  const study = { ...plan, onset: "drawn", seeds, jobs: 1, signal: new AbortController().signal } as const;
  return { study, definitions: plan.gates.map(({ definition }) => definition) };
}

test("the logs of a study, evaluated together, give the alerts that each gives alone", async () => {
  const { study, definitions } = await studied(slow, [1, 2]);

  const { result: together } = await keepingPrograms(definitions, () => repeatDrills(study));

  expect(together).toMatchObject([{ passed: 2, crashed: 0 }]);
  expect(together).toEqual(await repeatDrills(study));
}, 120_000);

test("a rule that promtool refuses in a study is refused as in a drill", async () => {
  const { study, definitions } = await studied(
    ruleText("rate(http_request_duration_seconds_bucket) > 0.3"),
    [1],
  );

  const { code } = await refusalOf(() => keepingPrograms(definitions, () => repeatDrills(study)));

  expect(code).toBe("BAD_RULES");
});

test("rules are tuned by the factor of their limits to the asked number of healthy rows per false alarm", async () => {
  const mean = "rate(http_request_duration_seconds_sum[5s]) / rate(http_request_duration_seconds_count[5s])";
  const rules = rulesFile(ruleText(`${mean} > 0.05`));
  const choice = await chooseDetector(`prometheus:rules=${rules}`, remoteSettings({ phases: "sampled" }));

  const { options, measured } = await tuneDetector({
    choice,
    traffic: { kind: "scenario", name: "healthy" },
    arl0: 30,
    severity: "error",
    seed: 1,
    onProgress: () => undefined,
  });

  // Healthy answers take about 10 ms.
  expect(Number(options["factor"])).toBeLessThan(0.5);
  expect(Math.abs((measured.arl0 ?? 0) / 30 - 1)).toBeLessThan(0.4);
}, 120_000);
