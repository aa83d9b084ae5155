import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runMain } from "../../cli/run-main.ts";
import { testFolder } from "../folder.ts";

const alert = {
  detector: "siem",
  key: "x",
  severity: "error",
  state: "firing",
  atIndex: 102,
  atMs: 1_577_836_852_000,
};
const line = JSON.stringify(alert);

const faults = {
  "is cut off": line.slice(0, -5),
  "holds NaN": line.replace("102", "NaN"),
  "is one list": `[${line}]`,
  "is a dict of Python": line.replaceAll('"', "'"),
  "is indented": JSON.stringify(alert, undefined, 2),
  "has an unknown severity": line.replace('"error"', '"loud"'),
  "has an unknown state": line.replace('"firing"', '"on"'),
  "has a negative row": line.replace("102", "-1"),
  "has no detector": line.replace('"detector":"siem",', ""),
  "names a host where an address belongs": line.replace("}", ',"subject":"ip:web-1"}'),
  "has a good line and a bad one": `${line}\nERROR at row 103`,
} as const;

test.for(Object.entries(faults))("a file of alerts that %s has no verdict", async ([, text]) => {
  const folder = testFolder();
  const alerts = join(folder, "alerts.ndjson");
  writeFileSync(alerts, `${text}\n`);
  await runMain(["simulate", "rapidly", "--out", join(folder, "log")]);

  const { code, stdout, stderr } = await runMain(["score", join(folder, "log", "labelled.csv"), alerts]);

  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain("docs/errors.md#bad_alerts");
});
