import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const slowP90 =
  "histogram_quantile(0.9, sum by (le) (rate(http_request_duration_seconds_bucket[5s]))) > 0.3";

/** A rules file with one rule. */
export function ruleText(expr: string, more = "", name = "SlowP90"): string {
  return `groups:\n  - name: g\n    rules:\n      - alert: ${name}\n        expr: ${expr}\n        labels: { severity: error }\n${more}`;
}

/** Writes a rules file that exists until the test ends. */
export function rulesFile(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "firedrill-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "alerts.yml");
  writeFileSync(path, text);
  return path;
}
