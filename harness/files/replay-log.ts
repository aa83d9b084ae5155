import type { Severity } from "../../domain/alert.ts";
import type { Within } from "../../domain/scenario.ts";
import { gatesOf } from "../drill/gates.ts";
import type { JudgedDrill } from "../drill/judge.ts";
import { simulatedDrill } from "../drill/simulated-drill.ts";
import { chooseDetector, definitionsNamed } from "../session/choice.ts";
import { defaultRemoteSettings } from "../session/remote-definitions.ts";
import type { ImportedIncident, IncidentOrder } from "./import-incident.ts";
import { readIncident } from "./import-incident.ts";

export interface ReplayOrder extends Omit<IncidentOrder, "keep"> {
  /** What the verdict calls it. */
  readonly name: string;
  /** As `chooseDetector` takes them; at least one. */
  readonly detectors: readonly string[];
  readonly within?: Within;
  readonly severity?: Severity;
}

/** A log that detectors have judged. */
export interface ReplayedLog {
  readonly incident: ImportedIncident;
  readonly judged: JudgedDrill;
}

/**
 * Shows a recorded log to detectors, without server and client, and judges them: every row at its own instant, so that
 * no time passes here.
 * @throws FiredrillError what `readIncident`, `chooseDetector` and `gatesOf` throw
 */
export async function replayLog({
  name,
  detectors,
  within,
  severity,
  ...order
}: ReplayOrder): Promise<ReplayedLog> {
  const choices = await Promise.all(
    detectors.map(async (spec) => chooseDetector(spec, defaultRemoteSettings)),
  );
  const incident = await readIncident({ ...order, keep: [] });
  const { requests, phases } = incident;
  const scenario = requests.scenarioOf(phases, { name, summary: "A recorded log." });
  const overrides = {
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
  };
  const gates = gatesOf(scenario, choices, overrides, await definitionsNamed([], defaultRemoteSettings));
  return { incident, judged: await simulatedDrill({ scenario, seed: 1, gates }) };
}
