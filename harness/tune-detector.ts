import type { Severity } from "../domain/alert.ts";
import { FiredrillError } from "../domain/error.ts";
import type { Observation } from "../domain/observation.ts";
import { isAttack } from "../domain/login/traffic.ts";
import { labelledPhases } from "../domain/plan.ts";
import type { ResponseScenario, Scenario } from "../domain/scenario.ts";
import { readObservedLog } from "../log/read.ts";
import { loadOrFindScenario } from "../scenarios/registry.ts";
import { localOffsetMs } from "./clock.ts";
import { isRemote } from "./detector-kind.ts";
import { checkReads } from "./gates.ts";
import type { DetectorChoice } from "./gates.ts";
import { needsOwnProcess } from "./own-process.ts";
import { simulate } from "./simulate.ts";
import { tune } from "./tune.ts";
import type { Tuned } from "./tune.ts";

/** Where healthy traffic comes from. */
export type HealthyTraffic =
  | { readonly kind: "log"; readonly path: string }
  /** A name, or the path of a file; its first healthy phase goes on, or a year of it plays without its attacks. */
  | { readonly kind: "scenario"; readonly name: string };

export interface TuneOrder {
  readonly choice: DetectorChoice;
  readonly traffic: HealthyTraffic;
  readonly arl0: number;
  readonly severity: Severity;
  readonly seed: number;
  readonly block: number;
  readonly onProgress: (rows: number) => void;
}

export interface TunedDetector extends Tuned {
  /** Rows of healthy traffic that there were to draw from. */
  readonly healthyRows: number;
}

const simulatedRows = 20_000;
/** A year of logins has somewhat more. */
const simulatedHours = 8760;
const fewestRows = 100;

/** @throws FiredrillError NO_HEALTHY_TRAFFIC, WRONG_LOG_SOURCE, CANNOT_TUNE, NEEDS_OWN_PROCESS, and what reading the log throws */
export async function tuneDetector({ choice, traffic, ...order }: TuneOrder): Promise<TunedDetector> {
  const { definition, options } = choice;
  if (isRemote(definition)) throw needsOwnProcess();
  const rows = await healthyRows(traffic, order.seed);
  const [first] = rows;
  if (first === undefined || rows.length < fewestRows)
    throw noHealthyTraffic(`there are ${rows.length} rows`);
  checkReads(definition, first.kind);
  return { ...tune({ ...order, definition, options, rows }), healthyRows: rows.length };
}

async function healthyRows(traffic: HealthyTraffic, seed: number): Promise<readonly Observation[]> {
  switch (traffic.kind) {
    case "log": {
      const rows: Observation[] = [];
      const reading = readObservedLog(traffic.path, { utcOffsetMs: localOffsetMs });
      for await (const row of reading.rows) rows.push(row);
      return rows;
    }
    case "scenario":
      return Array.from(
        simulate(healthyPart(await loadOrFindScenario(traffic.name)), seed),
        ({ observation }) => observation,
      );
  }
}

/** @throws FiredrillError NO_HEALTHY_TRAFFIC */
function healthyPart(scenario: Scenario): Scenario {
  switch (scenario.source) {
    case "response":
      return healthyPhase(scenario);
    case "login":
      return {
        ...scenario,
        hours: simulatedHours,
        traffic: scenario.traffic.filter((entry) => !isAttack(entry)),
      };
  }
}

function healthyPhase(scenario: ResponseScenario): ResponseScenario {
  const healthy = labelledPhases(scenario.phases).find((phase) => phase.incidentId === undefined);
  if (healthy === undefined || !("requests" in healthy) || scenario.pacing.kind === "recorded")
    throw noHealthyTraffic(`the scenario ${scenario.name} has no healthy phase that could go on`);
  return { ...scenario, phases: [{ ...healthy, requests: simulatedRows }] };
}

function noHealthyTraffic(why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NO_HEALTHY_TRAFFIC",
    `There is too little healthy traffic to tune with: ${why}.`,
    `Give a log of at least ${fewestRows} rows in which nothing is wrong, or a scenario that begins in health.`,
  );
}
