import { loginGuard } from "../../detector/login/guard/guard.ts";
import { loginRules } from "../../detector/login/rules/rules.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { DetectorDefinition, DetectorModel } from "../../domain/detector.ts";
import { pastOf } from "../../domain/login/plan.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { simulateLogins } from "../../harness/login/simulate.ts";
import { findSuite } from "../../scenarios/registry.ts";
import type { Findings, LoginMonth } from "../detector/login/original-months.ts";
import { alertsIn, findingsIn, trainedOn } from "../detector/login/original-months.ts";
import { table, withPart } from "./readme-parts.ts";

const seeds = [1, 2, 3, 4, 5];

/** All of the suite but the month, whose attacks are those of `login-bruteforce` many times over. */
const scenarios: readonly LoginScenario[] = findSuite("login").scenarios.flatMap((scenario) =>
  scenario.source === "login" && scenario.name !== "login" ? [scenario] : [],
);

const asked: readonly (readonly [string, DetectorDefinition, OptionValues])[] = [
  ["`mean`", loginRules, { method: "mean" }],
  ["`median`", loginRules, { method: "median" }],
  ["`tukey`", loginRules, { method: "tukey" }],
  ["`zscore`", loginRules, { method: "zscore" }],
  ["`login-guard`", loginGuard, {}],
];

/** The page with its table as the detectors make it. */
export function withLoginDetectors(page: string): string {
  const rows = scenarios.map((scenario) => [`\`${scenario.name}\``, ...cellsOf(scenario)]);
  return withPart(page, "logins", table(["", ...asked.map(([heading]) => heading)], rows));
}

function cellsOf(scenario: LoginScenario): readonly string[] {
  const runs = seeds.map((seed) => findingsWith(scenario, seed));
  return asked.map((_, column) => cellOf(runs.flatMap((run) => run[column] ?? [])));
}

/** What each detector makes of one seed, after the scenario's own past. */
function findingsWith(scenario: LoginScenario, seed: number): readonly Findings[] {
  const past = pastOf(scenario);
  const learned: LoginMonth = past === undefined ? [] : [...simulateLogins(past, seed)];
  const rows: LoginMonth = [...simulateLogins(scenario, seed)];
  const models = new Map<DetectorDefinition, DetectorModel>(
    [loginRules, loginGuard].map((definition) => [definition, trainedOn(definition, {}, learned)] as const),
  );
  return asked.map(([, definition, options]) =>
    findingsIn(rows, alertsIn(definition, options, rows, models.get(definition))),
  );
}

function cellOf(runs: readonly Findings[]): string {
  const sum = (of: (run: Findings) => number): number => runs.reduce((total, run) => total + of(run), 0);
  const [attacks, found, wrong] = [
    sum((run) => run.attacks),
    sum((run) => run.withinTen),
    sum((run) => run.falseKeys.length),
  ];
  const alarms = wrong === 0 ? [] : [`${wrong} false`];
  const said = attacks === 0 ? alarms : [`${found} of ${attacks}`, ...alarms];
  return said.length === 0 ? "quiet" : said.join(", ");
}
