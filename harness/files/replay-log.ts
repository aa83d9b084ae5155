import type { Severity } from "../../domain/alert.ts";
import type { Within } from "../../domain/scenario.ts";
import { gatesOf } from "../drill/gates.ts";
import type { JudgedDrill } from "../drill/judge.ts";
import { simulatedDrill } from "../drill/simulated-drill.ts";
import { chooseDetector, definitionsNamed } from "../session/choice.ts";
import { defaultRemoteSettings } from "../session/remote-definitions.ts";
import type { ImportFile } from "../../log/import/read.ts";
import type { ImportedIncident, IncidentTimes } from "./import-incident.ts";
import { readIncident, readRequests } from "./import-incident.ts";
import type { ImportedRequests } from "./importer.ts";

export interface ReplaySettings extends Omit<ImportFile, "keep"> {
  /** When the incident was; absent: the whole log is healthy. */
  readonly incident?: IncidentTimes;
  /** Name of the scenario in the verdict. */
  readonly name: string;
  /** As `chooseDetector` takes them, at least one. */
  readonly detectors: readonly string[];
  readonly within?: Within;
  readonly severity?: Severity;
  /** Keeps the scores of detectors, for a picture. */
  readonly keepsScores?: true;
}

export interface ReplayedLog {
  readonly requests: ImportedRequests;
  readonly judged: JudgedDrill;
}

/**
 * Shows a recorded log to detectors and judges them, without server, client or waiting: every row has its own instant.
 * Without an incident every alert of it is a false alarm.
 * @throws FiredrillError what `readIncident`, `chooseDetector` and `gatesOf` throw
 */
export async function replayLog({
  name,
  detectors,
  within,
  severity,
  incident,
  keepsScores,
  ...file
}: ReplaySettings): Promise<ReplayedLog> {
  const choices = await Promise.all(
    detectors.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)),
  );
  const { requests, phases } = await readPhases({ ...file, keep: [] }, incident);
  const scenario = requests.scenarioOf(phases, { name, summary: "A recorded log." });
  const overrides = {
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
  };
  const gates = gatesOf(scenario, choices, overrides, await definitionsNamed([], defaultRemoteSettings));
  return { requests, judged: await simulatedDrill({ scenario, seed: 1, gates }, keepsScores && watched) };
}

const nothing = (): void => undefined;
const watched = { row: nothing, alert: nothing };

async function readPhases(file: ImportFile, incident: IncidentTimes | undefined): Promise<ImportedIncident> {
  if (incident !== undefined) return readIncident({ ...file, ...incident });
  const requests = await readRequests(file, undefined);
  return { requests, phases: { before: requests.count, during: 0, after: 0 } };
}
