import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { skipWithout } from "../detector/remote/prometheus/installed.ts";
import { pythonWith } from "../engines/python.ts";
import { installExample, packTarball } from "./installed.ts";

let tarball = "";

beforeAll(() => {
  tarball = packTarball();
}, 120_000);

test("the vitest example passes from the packed tarball, and its junit report carries the delays", () => {
  const example = installExample("vitest", tarball);

  const { status, stdout, stderr } = example.run(
    "vitest run --reporter=default --reporter=junit --outputFile.junit=junit.xml",
  );

  expect({ status, stderr: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, stderr: "" });
  const report = readFileSync(join(example.folder, "junit.xml"), "utf8");
  expect(report).toContain('name="ttd.affected.p50" value="1"');
  expect(report).toMatch(/name="ttd.ms.max" value="\d+(\.\d+)?"/);
}, 120_000);

test("the Python example notices rapidly on the first slow answer, as threshold does", () => {
  const example = installExample("python-detector", tarball);
  if (example.run("python3 --version").status !== 0) throw new Error("this test needs python3 on the PATH");
  const command = (detector: string): string =>
    `firedrill run rapidly --no-save --report json --detector "${detector}"`;

  const python = example.run(command("cmd:python3 detector.py"));
  const threshold = example.run(command("threshold"));

  expect([python.status, threshold.status]).toEqual([0, 0]);
  const delays = [python, threshold].map(({ stdout }) => /"delayAffected": (\d+)/.exec(stdout)?.[1]);
  expect(delays).toEqual(["1", "1"]);
}, 120_000);

test("the pytest example passes with a plugin of 40 lines, and a failure has its reason and its replay command", (context) => {
  const example = installExample("pytest", tarball);
  const python = pythonWith("pytest");
  if (python === undefined) {
    if (process.env["CI"] === "true") throw new Error("this test needs python3 with pytest");
    context.skip("needs python3 with pytest");
  }
  const lines = readFileSync(join(example.folder, "conftest.py"), "utf8").trimEnd().split("\n").length;

  const passing = example.run(`${python} -m pytest -q -p no:cacheprovider`);
  example.run("sed -i.bak 's/0.25/25/' detector.py");
  const failing = example.run(`${python} -m pytest -q -p no:cacheprovider`);

  expect(lines).toBeLessThanOrEqual(40);
  expect({ status: passing.status, out: passing.status === 0 ? "" : passing.stdout }).toEqual({
    status: 0,
    out: "",
  });
  expect(failing.status).toBe(1);
  expect(failing.stdout).toContain("never raised ERROR for attack-1");
  expect(failing.stdout).toContain("rapidly: 3 of 3 drills did not pass");
  expect(failing.stdout).toMatch(
    /Replay: .*firedrill run rapidly --seed 1 .*--detector 'cmd:python3 detector.py'/,
  );
}, 120_000);

test("the Prometheus example notices the slow service within what its settings predict", (context) => {
  skipWithout(context, "promtool");
  const example = installExample("prometheus", tarball);

  const { status, stdout, stderr } = example.run("./drill.sh");

  expect({ status, stderr: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain("PASSED  prometheus raised ERROR for attack-1");
  expect(stdout).toContain("prometheus's settings predict attack-1 within 945 ms to 2.94 s of the switch");
}, 120_000);

test("the job for GitHub passes against its own baseline, and fails in a pull request that makes a detector slower", () => {
  const example = installExample("github-actions", tarball);
  const readme = readFileSync(join(example.folder, "README.md"), "utf8");
  const [baseline = ""] = /npx firedrill run [^`]+ > baseline\.json/.exec(readme) ?? [];
  const [, job = ""] =
    /- run: (npx firedrill .*)/.exec(readFileSync(join(example.folder, "drill.yml"), "utf8")) ?? [];

  const made = example.run(baseline);
  const passing = example.run(job, { GITHUB_STEP_SUMMARY: join(example.folder, "summary.md") });
  example.run("sed -i.bak 's/IN_A_ROW = 2/IN_A_ROW = 4/' detector.py");
  const failing = example.run(job);

  expect([made.status, passing.status, failing.status]).toEqual([0, 0, 1]);
  expect(readFileSync(join(example.folder, "summary.md"), "utf8")).toContain("2 of 2 drills passed");
  expect(failing.stdout).toContain("FAILED  against the baseline");
}, 120_000);

test("the example for GNU parallel plays four shards and merges them", (context) => {
  skipWithout(context, "parallel");
  const example = installExample("shards", tarball);

  const { status, stdout, stderr } = example.run("./parallel.sh");

  expect({ status, stderr: status === 0 ? "" : stdout + stderr }).toEqual({ status: 0, stderr: "" });
  for (const index of [1, 2, 3, 4]) expect(stdout).toContain(`Shard ${index}/4: 5 of 20 drills`);
  expect(stdout).toContain("Suite subtle, seeds 1 to 4");
}, 120_000);
