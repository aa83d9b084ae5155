import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReceivedAlert } from "../../../domain/alert.ts";
import { alertFields, alertMistakes } from "../../../domain/alert.ts";
import { checkedAlert } from "../../../log/files/alert-schema.ts";
import { openAlertLog, readAlerts } from "../../../log/files/alerts.ts";
import { temporaryFolder } from "../rows.ts";

const alert: ReceivedAlert = {
  detector: "knn",
  key: "slow",
  severity: "warning",
  state: "firing",
  atIndex: 101,
  atMs: 1_577_836_850_013.5,
  receivedMs: 1_577_836_850_013.701,
};

function fileWith(...lines: readonly unknown[]): string {
  const path = join(temporaryFolder(), "alerts.ndjson");
  writeFileSync(
    path,
    lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""),
  );
  return path;
}

test("alerts are read back as they were written, each in the file at once", async () => {
  const path = join(temporaryFolder(), "alerts.ndjson");
  const full = {
    ...alert,
    state: "resolved",
    score: 0.62,
    subject: "ip:203.0.113.9",
    evidence: 'far\n"away"',
  } as const;
  const log = openAlertLog({ path, bufferBytes: 0 });

  log.write(alert);
  log.write(full);
  const lines = readFileSync(path, "utf8").split("\n").length - 1;
  log.close();

  expect(lines).toBe(2);
  expect(await readAlerts(path)).toEqual([alert, full]);
});

test("a score that is no number is left out, so that the file can be read back", async () => {
  const path = join(temporaryFolder(), "alerts.ndjson");
  const log = openAlertLog({ path, bufferBytes: 0 });

  log.write({ ...alert, score: Number.NaN });
  log.close();

  expect(await readAlerts(path)).toEqual([alert]);
});

test("an empty file is a list of no alerts, and blank lines are none", async () => {
  expect(await readAlerts(fileWith())).toEqual([]);
  expect(await readAlerts(fileWith("", alert, "  "))).toEqual([alert]);
});

test("every mistake is named with line and field, all at once", async () => {
  const path = fileWith(
    alert,
    { ...alert, severity: "fatal", atIndex: -1 },
    "garbage",
    { ...alert, receivedMs: "soon", score: "high" },
    "x".repeat(70_000),
  );

  await expect(readAlerts(path)).rejects.toMatchObject({
    kind: "usage",
    code: "BAD_ALERTS",
    message: [
      `${path} is no list of alerts:`,
      'line 2: severity is "fatal", not "warning" or "error"',
      "line 2: atIndex is -1, not a whole number from 0",
      "line 3: not a JSON object",
      'line 4: receivedMs is "soon", not Unix milliseconds',
      'line 4: score is "high", not a number',
      "line 5: not a JSON object",
    ].join("\n  "),
  });
});

test("after ten mistakes the rest are counted", async () => {
  const path = fileWith(...Array.from({ length: 13 }, () => "garbage"));

  await expect(readAlerts(path)).rejects.toThrow(/line 10: not a JSON object\n {2}and 3 more$/);
});

test("a file that does not exist is named", async () => {
  await expect(readAlerts("no/such.ndjson")).rejects.toMatchObject({ kind: "usage", code: "LOG_NOT_FOUND" });
});

const anyField = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom("warning", "firing", "", 0, -1, 1.5),
);
const anyAlert = fc.record(
  Object.fromEntries(alertFields.map(({ name }) => [name, anyField])) satisfies Record<string, unknown>,
  { requiredKeys: [] },
);

test("a file's alerts are held against the same fields as those of a detector of this process, but receivedMs can be absent", () => {
  fc.assert(
    fc.property(fc.oneof(anyAlert, fc.jsonValue({ maxDepth: 1 })), (some) => {
      const checked = checkedAlert(some);
      const mistakes = checked.kind === "alert" ? [] : checked.mistakes;

      expect(mistakes).toEqual(
        alertMistakes(some).filter((mistake) => !mistake.startsWith("receivedMs is missing")),
      );
    }),
    { numRuns: 1000 },
  );
});
