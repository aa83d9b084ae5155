import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testFolder } from "../harness/folder.ts";
import { firedrill } from "./firedrill.ts";

const rules = `groups: [{ name: g, rules: [{ alert: Slow, expr: 'http_requests_in_flight > 5' }] }]`;

/** What a promtool does that finds nothing wrong with the rules, when it is to evaluate them. */
const faults = {
  "exits with 2": "exit 2",
  "is killed by a signal": "kill -KILL $$",
  "prints nothing and exits with 0": "exit 0",
  "prints nothing and exits with 1": "exit 1",
  "prints garbage and exits with 0": "echo all is well",
  "prints garbage and exits with 1": "echo '{\"alert\": 1}'; exit 1",
  "stops in the middle": 'printf "Unit Testing:  %s\\n  SUCCESS\\n" "$3"',
} as const;

/** A folder with such a promtool, to be found first on the PATH. */
function pathWith(fault: string): string {
  const folder = testFolder();
  const program = join(folder, "promtool");
  writeFileSync(program, `#!/bin/sh\n[ "$1" = check ] && { echo SUCCESS; exit 0; }\n${fault}\n`);
  chmodSync(program, 0o755);
  return `${folder}:${process.env["PATH"] ?? ""}`;
}

test.for(
  Object.entries(faults).flatMap(([how, fault]) =>
    ["healthy", "rapidly"].map((scenario) => [how, scenario, fault] as const),
  ),
)("a promtool that %s is an error in the scenario %s", async ([, scenario, fault]) => {
  const rulesPath = join(testFolder(), "rules.yml");
  writeFileSync(rulesPath, rules);
  const args = [
    "run",
    scenario,
    "--no-save",
    "--report",
    "json",
    "--detector",
    `prometheus:rules=${rulesPath}`,
  ];

  const { code, stdout } = await firedrill(args, { env: { PATH: pathWith(fault) } });

  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    passed: false,
    detectors: [{ passed: false, error: { code: "ENGINE_FAILED" }, incidents: [] }],
  });
});

/** What a Prometheus does on a wall clock instead of scraping and evaluating. */
const serverFaults = {
  "exits with 0 at once": "exit 0",
  "exits with 1 at once": "echo no space left on device >&2; exit 1",
  "is killed by a signal": "kill -KILL $$",
  "exits after a while": "sleep 0.5; exit 0",
} as const;

test.for(
  Object.entries(serverFaults).flatMap(([how, fault]) =>
    ["healthy", "rapidly"].map((scenario) => [how, scenario, fault] as const),
  ),
)("a Prometheus that %s is an error in the scenario %s", async ([, scenario, fault]) => {
  const folder = testFolder();
  const rulesPath = join(folder, "rules.yml");
  writeFileSync(rulesPath, rules);
  const program = join(folder, "prometheus");
  writeFileSync(program, `#!/bin/sh\n${fault}\n`);
  chmodSync(program, 0o755);
  const PATH = `${folder}:${pathWith("exit 0")}`;
  const detector = `prometheus:rules=${rulesPath}`;
  const args = ["run", scenario, "--clock", "real", "--no-save", "--report", "json", "--detector", detector];

  const { code, stdout } = await firedrill(args, { env: { PATH } });

  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ passed: false });
  expect(stdout).toContain('"code": "ENGINE_FAILED"');
  expect(stdout).not.toContain('"outcome": "missed"');
});
