import { format, resolveConfig } from "prettier";
import { expect, test } from "vitest";
import { auditGuard } from "../../detector/audit/guard.ts";
import { lof } from "../../detector/series/lof.ts";
import { threshold } from "../../detector/series/threshold.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import { isAttack } from "../../domain/audit/traffic.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import type { AuditFindings } from "../detector/audit/drills.ts";
import { auditSuite, drillsOf } from "../detector/audit/drills.ts";
import { table, withPart } from "./readme-parts.ts";
import { codeBlocks, commandsOf, pageText, promisedExit, readersClone, typed } from "./reader.ts";

const page = pageText("docs/host-audits.md");
const clone = readersClone();
let said = "";

const seeds = [1, 2, 3];
const asked: readonly (readonly [string, DetectorDefinition, OptionValues])[] = [
  ["`threshold`", threshold, { signal: "sensitive", limit: 0.5 }],
  ["`lof`", lof, {}],
  ["`audit-guard`", auditGuard, {}],
];

/** `2 of 3, 1 false`; a scenario without an intruder has only the false ones. */
function cellOf(findings: readonly AuditFindings[], hasIntruder: boolean): string {
  const found = findings.filter(({ delay }) => delay !== undefined && delay <= 10).length;
  const wrong = findings.reduce((sum, { falseAlarms }) => sum + falseAlarms.length, 0);
  const parts = [
    ...(hasIntruder ? [found === 0 ? "missed" : `${found} of ${findings.length}`] : []),
    ...(wrong === 0 ? [] : [`${wrong.toLocaleString("en")} false`]),
  ];
  return parts.length === 0 ? "quiet" : parts.join(", ");
}

test("the table of the page is what the detectors do (-u writes it anew)", async () => {
  const drills = asked.map(([, definition, options]) =>
    seeds.map((seed) => drillsOf(definition, seed, options)),
  );
  const rows = auditSuite.map((scenario) => {
    const hasIntruder = scenario.traffic.some(isAttack);
    const cells = drills.map((bySeed) =>
      cellOf(
        bySeed.map((drill) => drill(scenario)),
        hasIntruder,
      ),
    );
    return [`\`${scenario.name}\``, ...cells];
  });

  const filled = withPart(page, "audits", table(["", ...asked.map(([heading]) => heading)], rows));

  const config = await resolveConfig("README.md");
  const formatted = await format(filled, { ...config, parser: "markdown" });
  await expect(formatted).toMatchFileSnapshot("../../docs/host-audits.md");
}, 300_000);

test.for(commandsOf(page))("%s, after the commands before it, exits as the page says", async (command) => {
  const { code, stdout, stderr } = await typed(command, clone);
  said += stdout + stderr;

  expect(code).toBe(promisedExit(command));
});

test("the commands print what the page shows, and not the URL of the chat", () => {
  const [rarest = "no such block"] = codeBlocks(page, "text");
  expect(said).toContain(rarest);
  expect(said).toContain("PASSED  audit-guard raised ERROR for shadow-1 on its 1st affected alert (limit 3)");
  expect(said).toMatch(/^\S+Z {2}ERROR +threshold +observation \d+/m);
  expect(said).toMatch(/^\S+Z {2}ERROR +lof +observation \d+ +command:.* outlier factor /m);
  expect(said).toContain("1293 rows read, 0 lines skipped.");
  expect(said).toContain("--notify could not tell about 1 alert: ECONNREFUSED.");
  expect(said).not.toContain("services/T0");
});
