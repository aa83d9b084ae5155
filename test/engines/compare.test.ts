import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { TestContext } from "vitest";
import { expect, test } from "vitest";
import { skipWithout } from "../detector/remote/prometheus/installed.ts";
import { ruleText } from "../detector/remote/prometheus/rules-file.ts";
import { testFolder } from "../harness/folder.ts";
import { builtProgram } from "../program/built-program.ts";
import { pythonWith } from "./python.ts";

const python = pythonWith("sklearn");
const example = fileURLToPath(new URL("../../examples/python-detector/outliers.py", import.meta.url));

function skipWithoutEngines(context: TestContext): void {
  skipWithout(context, "promtool");
  if (python !== undefined) return;
  const reason = "needs python3 with scikit-learn";
  if (process.env["CI"] === "true") throw new Error(reason);
  context.skip(reason);
}

const p90 = (window: string): string =>
  `histogram_quantile(0.9, rate(http_request_duration_seconds_bucket[${window}])) > 0.3`;

test("a Python program, two rule files and three detectors of ours stand in one table for four scenarios", (context) => {
  skipWithoutEngines(context);
  const folder = testFolder();
  for (const window of ["10s", "20s"]) writeFileSync(join(folder, `${window}.yml`), ruleText(p90(window)));
  const detectors = [
    `svm=cmd:${python ?? ""} '${example}'`,
    `v1=prometheus:rules=${join(folder, "10s.yml")}`,
    `v2=prometheus:rules=${join(folder, "20s.yml")}`,
    "knn",
    "guard",
    "threshold",
  ];
  const scenarios = ["rapidly", "slowly", "complex", "healthy"];
  const words = ["compare", ...scenarios, "--repeat", "3", "--feed", "ndjson", "--session", "many"];

  const { status, stdout } = spawnSync(
    process.execPath,
    [builtProgram(), ...words, ...detectors.flatMap((detector) => ["--detector", detector])],
    { encoding: "utf8" },
  );

  expect(status).toBe(0);
  const [title, head, ...lines] = (stdout.split("\n\n")[0] ?? "").split("\n");
  expect(title).toMatch(/^All scenarios/);
  expect(head).toMatch(
    /^detector +rapidly, attack +slowly, load +complex, attack +complex, load +missed +false alarms/,
  );
  expect(lines.map((line) => /^\S+/.exec(line)?.[0] ?? "").toSorted((a, b) => a.localeCompare(b))).toEqual([
    "guard",
    "knn",
    "svm",
    "threshold",
    "v1",
    "v2",
  ]);
  expect(lines.every((line) => !line.includes(" - "))).toBe(true);
}, 240_000);
