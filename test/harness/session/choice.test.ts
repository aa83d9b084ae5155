import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { planDrill } from "../../../harness/drill/plan.ts";
import { simulatedDrill } from "../../../harness/drill/simulated-drill.ts";
import { chooseDetector, chooseDetectors } from "../../../harness/session/choice.ts";
import { specOf } from "../../../harness/session/definition.ts";
import { defaultRemoteSettings as remote } from "../../../harness/session/remote-definitions.ts";
import { testFolder } from "../folder.ts";

test.for([
  ["v1=knn:window=5", "v1", "knn"],
  ["with.limit-3=cmd:LIMIT=3 detect", "with.limit-3", "cmd:LIMIT=3 detect"],
  ["page=prometheus:rules=a.yml", "page", "prometheus"],
] as const)("%s is called %s, and scenarios call it %s", async ([spec, name, expectedAs]) => {
  expect(await chooseDetector(spec, remote)).toMatchObject({ definition: { name }, expectedAs });
});

test.for(["knn:warning=0.1", "cmd:LIMIT=3 detect", "prometheus:rules=a=b.yml"])(
  "%s has no name of its own",
  async (spec) => {
    const choice = await chooseDetector(spec, remote);

    expect(choice.expectedAs).toBeUndefined();
  },
);

test("a named detector is asked for what the scenario asks of it, and alerts by its name", async () => {
  const plan = await planDrill({
    scenario: "rapidly",
    settings: [],
    detectors: ["v1=knn", "v2=knn:window=5"],
    remote,
  });

  const { verdict } = await simulatedDrill({ ...plan, seed: 1 });

  expect(verdict.detectors).toMatchObject([
    { name: "v1", passed: true, incidents: [{ within: 10 }] },
    { name: "v2", passed: true, incidents: [{ within: 10 }] },
  ]);
});

test("a named detector is written as it was given", async () => {
  const choice = await chooseDetector("v1=knn:window=5", remote);

  expect(specOf(choice)).toBe("v1=knn:window=5");
});

test("two detectors cannot have one name, and modules that call themselves the same can be named", async () => {
  const folder = testFolder();
  const module = `export default { name: "slow", summary: "S.", reads: ["response"], options: {}, windowSize: 1, create: () => ({ name: "slow", windowSize: 1, observe: () => [] }) };`;
  const [one, other] = [join(folder, "one.mjs"), join(folder, "other.mjs")];
  writeFileSync(one, module);
  writeFileSync(other, module);

  await expect(chooseDetectors([one, other], remote)).rejects.toMatchObject({ code: "SAME_DETECTOR_NAME" });
  await expect(chooseDetectors(["a=knn", "a=guard"], remote)).rejects.toMatchObject({
    code: "SAME_DETECTOR_NAME",
    message: "Two detectors are called a: a=knn and a=guard.",
  });
  const named = await chooseDetectors([`a=${one}`, `b=${other}`, "knn", "knn:window=5"], remote);

  expect(named.map(({ definition }) => definition.name)).toEqual(["a", "b", "knn", "knn"]);
});
