import { expect, test } from "vitest";
import { planDrill } from "../../../../harness/drill/plan.ts";
import { keepingPrograms } from "../../../../harness/session/definition.ts";
import { remoteSettings } from "../../../../harness/session/remote-definitions.ts";
import { repeatDrills } from "../../../../harness/study/repeat.ts";
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
