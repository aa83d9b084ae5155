import type { Severity } from "../../domain/alert.ts";
import type { Within } from "../../domain/scenario.ts";
import { gatesOf } from "../drill/gates.ts";
import type { JudgedDrill } from "../drill/judge.ts";
import { simulatedDrill } from "../drill/simulated-drill.ts";
import { chooseDetector, definitionsNamed } from "../session/choice.ts";
import { defaultRemoteSettings } from "../session/remote-definitions.ts";
import type { ImportedIncident, IncidentSettings } from "./import-incident.ts";
import { readIncident } from "./import-incident.ts";

export interface ReplaySettings extends Omit<IncidentSettings, "keep"> {
  /** Name of the scenario in the verdict. */
  readonly name: string;
  /** As `chooseDetector` takes them, at least one. */
  readonly detectors: readonly string[];
  readonly within?: Within;
  readonly severity?: Severity;
}

export interface ReplayedLog {
  readonly incident: ImportedIncident;
  readonly judged: JudgedDrill;
}

/**
 * Shows a recorded log to detectors and judges them, without server, client or waiting: every row has its own instant.
 * @throws FiredrillError what `readIncident`, `chooseDetector` and `gatesOf` throw
 */
export async function replayLog({
  name,
  detectors,
  within,
  severity,
  ...settings
}: ReplaySettings): Promise<ReplayedLog> {
  const choices = await Promise.all(
    detectors.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)),
  );
  const incident = await readIncident({ ...settings, keep: [] });
  const { requests, phases } = incident;
  const scenario = requests.scenarioOf(phases, { name, summary: "A recorded log." });
  const overrides = {
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
  };
  const gates = gatesOf(scenario, choices, overrides, await definitionsNamed([], defaultRemoteSettings));
  return { incident, judged: await simulatedDrill({ scenario, seed: 1, gates }) };
}
