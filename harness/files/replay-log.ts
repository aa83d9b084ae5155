import type { Severity } from "../../domain/alert.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import type { Within } from "../../domain/scenario.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import { gatesOf } from "../drill/gates.ts";
import type { JudgedDrill } from "../drill/judge.ts";
import { simulatedDrill } from "../drill/simulated-drill.ts";
import { chooseDetector, definitionsNamed } from "../session/choice.ts";
import { defaultRemoteSettings } from "../session/remote-definitions.ts";
import type { ImportedIncident, IncidentOrder } from "../response/import.ts";
import { readIncident, recordedTimeoutMs } from "../response/import.ts";

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
  const scenario = recordedScenario(incident, name);
  const overrides = {
    ...(within === undefined ? {} : { within }),
    ...(severity === undefined ? {} : { severity }),
  };
  const gates = gatesOf(scenario, choices, overrides, await definitionsNamed([], defaultRemoteSettings));
  return { incident, judged: await simulatedDrill({ scenario, seed: 1, gates }) };
}

/** The scenario that an import writes, without the files. */
function recordedScenario({ log, phases }: ImportedIncident, name: string): ResponseScenario {
  const { before, during, after } = phases;
  const timeoutMs = recordedTimeoutMs(log.recording);
  return {
    source: "response",
    name,
    summary: "A recorded log.",
    recording: log.recording,
    startsAt: formatInstant(log.startMs),
    pacing: { kind: "recorded" },
    modes: { normal: { kind: "recorded" }, incident: { kind: "recorded" } },
    phases: [
      { mode: "normal", requests: before },
      { mode: "incident", requests: during },
      ...(after === 0 ? [] : [{ mode: "normal", requests: after }]),
    ],
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(log.openAfterMs === undefined ? {} : { openAfterMs: log.openAfterMs }),
    expect: [],
  };
}
