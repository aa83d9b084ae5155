import { readFileSync, writeFileSync } from "node:fs";
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

test.for([
  ["without its time of receipt", {}],
  ["with its time of receipt", { receivedMs: alert.atMs + 1 }],
] as const)("an alert about a row that the log does not have is an error, %s", async ([, more]) => {
  const folder = testFolder();
  const alerts = join(folder, "alerts.ndjson");
  writeFileSync(alerts, `${JSON.stringify({ ...alert, ...more, atIndex: 99_999 })}\n`);
  await runMain(["simulate", "rapidly", "--out", join(folder, "log")]);

  const { code, stdout } = await runMain(["score", join(folder, "log", "labelled.csv"), alerts]);

  expect(code).toBe(3);
  expect(stdout).toContain("siem raised an alert about observation 99999, but the log has only 0 to 299.");
});

test("an alert about the last row of a log, which could not be read, is no error", async () => {
  const folder = testFolder();
  const alerts = join(folder, "alerts.ndjson");
  const log = join(folder, "log", "labelled.csv");
  writeFileSync(alerts, `${JSON.stringify({ ...alert, atIndex: 299 })}\n`);
  await runMain(["simulate", "rapidly", "--out", join(folder, "log")]);
  writeFileSync(
    log,
    `${readFileSync(log, "utf8").trimEnd().split("\n").slice(0, -1).join("\n")}\nhalf a line\n`,
  );

  const { code, stdout } = await runMain(["score", log, alerts]);

  expect(code).toBe(1);
  expect(stdout).not.toContain("observation 299");
});
