import { accessServer } from "./access/kit.ts";
import { auditServer } from "./audit/kit.ts";
import { originalModes } from "../domain/response/modes.ts";
import type { LogSource, RowOf, Scenario, ScenarioOf } from "../domain/sources.ts";
import { loginServer } from "./login/kit.ts";
import { processServer } from "./process/kit.ts";
import { responseServer } from "./response/kit.ts";
import type { ServerKit } from "./source.ts";

const table = {
  response: responseServer,
  login: loginServer,
  audit: auditServer,
  access: accessServer,
  process: processServer,
};

type Tasks = {
  readonly [S in LogSource]: Parameters<(typeof table)[S]["open"]>[0];
};

type TaskOf<S extends LogSource> = { [P in S]: Tasks[P] }[S];

/** The task of a mock server: plain data, a union on `source`. */
export type ServerTask = TaskOf<LogSource>;

const kits: { readonly [S in LogSource]: ServerKit<ScenarioOf<S>, RowOf<S>, TaskOf<S>> } = table;

export function serverKit<S extends LogSource>(source: S): ServerKit<ScenarioOf<S>, RowOf<S>, TaskOf<S>> {
  return kits[source];
}

/** The server's task for a scenario. @param byHand - with further modes to force by hand */
export function servedTask(scenario: Scenario, seed: number, byHand?: true): ServerTask {
  const kit = serverKit(scenario.source);
  const task = kit.taskOf(scenario, seed);
  return byHand === undefined ? task : chosenByHand(task);
}

/** The same task with further modes to force by hand. */
export function chosenByHand(task: ServerTask): ServerTask {
  return serverKit(task.source).byHand?.(task) ?? task;
}

/** The default task: the modes of the original. */
export const originalTask: ServerTask = { source: "response", modes: originalModes };
