import { expect, test } from "vitest";
import type { LogSource } from "../../domain/sources.ts";
import type { Labelled } from "../../domain/truth.ts";
import { reportKit } from "../../report/sources.ts";
import { attack, loginRows } from "../score/logins.ts";
import { rowsOf } from "../score/sample.ts";

/** What it shows of these rows, 30 characters wide. @param source - of all of them */
function shown(source: LogSource, rows: readonly Labelled[]): string {
  const live = reportKit(source).liveLine();
  for (const { observation } of rows) live.add(observation);
  return live.text(30);
}

test("the live line of response times is a curve of the last 120 rows", () => {
  const rows = rowsOf([{ rows: 1, responseMs: 5000 }, { rows: 120 }]);

  expect(shown("response", rows)).toBe("█".repeat(30));
});

test("the live line of logins has a bar for each stretch of time, so that an attack stands out", () => {
  const quiet = Array.from({ length: 12 }, (_, at) => ({ second: at * 300, ip: "198.51.100.1" }));
  const rows = loginRows([...quiet, ...attack("bruteforce-1", "203.0.113.9", 3600, 30)]);

  expect(shown("login", rows)).toBe("▁▁▁▁▁▁▁▁▁▁▁▁█");
});

test.for(["response", "login"] as const)("before the first row of %s there is nothing", (source) => {
  expect(shown(source, [])).toBe("");
});
