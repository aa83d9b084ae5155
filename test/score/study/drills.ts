import type { ReceivedAlert } from "../../../domain/alert.ts";
import type { Gate } from "../../../domain/gate.ts";
import type { DetectorStatistics } from "../../../domain/results/statistics.ts";
import type { Labelled } from "../../../domain/truth.ts";
import { answerKeyOf } from "../../../score/judge/answer-key.ts";
import { scoreAlerts } from "../../../score/judge/score.ts";
import { detectorVerdict } from "../../../score/judge/verdict.ts";
import type { DetectorDrill } from "../../../score/study/statistics.ts";
import { exposureOf, incidentSamples, statisticsCollector } from "../../../score/study/statistics.ts";

const gate: Gate = {
  detector: "probe",
  options: {},
  severity: "error",
  windowSize: 10,
  lines: [{ within: 10, outcome: "detected", falseAlarmsAtMost: 0 }],
};

/** A row a second, each done at its instant; the incident affects every row from `onset` on. */
function rows(onset: number, total: number): readonly Labelled[] {
  return Array.from({ length: total }, (_, index) => {
    const atMs = index * 1000;
    const outcome = { kind: "completed", status: 200, responseMs: 0 } as const;
    const observation = {
      kind: "response",
      index,
      atMs,
      plannedAtMs: atMs,
      sentAtMs: atMs,
      outcome,
    } as const;
    return {
      observation,
      truth: index < onset ? { mode: "normal" } : { mode: "attack", incident: "attack-1" },
    };
  });
}

export function alertAt(atIndex: number, state: ReceivedAlert["state"] = "firing"): ReceivedAlert {
  const atMs = atIndex * 1000;
  return { key: "slow", severity: "error", state, atIndex, atMs, detector: "probe", receivedMs: atMs };
}

interface DrillSketch {
  readonly seed?: number;
  readonly onset?: number;
  readonly total?: number;
  /** Tells drills apart; default: by the seed. */
  readonly noiseMs?: number;
}

/** A drill of `total` rows whose incident begins at `onset` and ends with the log. */
export function drillWith(
  alerts: readonly ReceivedAlert[],
  { seed = 1, onset = 100, total = 300, noiseMs }: DrillSketch = {},
): DetectorDrill {
  const key = answerKeyOf(rows(onset, total));
  const verdict = detectorVerdict(gate, scoreAlerts(key, alerts, gate));
  return {
    seed,
    settings: [],
    verdict,
    incidents: incidentSamples(verdict, key.incidents),
    exposure: exposureOf(
      { observations: total, durationMs: (total - 1) * 1000 + (noiseMs ?? seed / 1000) },
      key.incidents,
      gate,
    ),
  };
}

export function statisticsOf(drills: readonly DetectorDrill[]): DetectorStatistics {
  const collector = statisticsCollector(gate);
  for (const drill of drills) collector.add(drill);
  return collector.finish();
}
