import type { Prediction } from "../../../../domain/remote-detector.ts";
import { causedAtMs } from "../../../../domain/sources.ts";
import type { Hop, Verdict } from "../../../../domain/verdict.ts";
import { drill } from "../../../../harness/drill/drill.ts";
import { planDrill } from "../../../../harness/drill/plan.ts";
import { defaultRemoteSettings } from "../../../../harness/session/remote-definitions.ts";

/** One drill of the example's scenario and rules with a Prometheus at random offsets. */
export interface RealDrill {
  /** From the mode switch to the alert. */
  readonly delayMs: number;
  readonly verdict: Verdict;
  /** Absent if the machine was too busy for a verdict. */
  readonly prediction?: Prediction | undefined;
  readonly hops: readonly Hop[];
}

/** Requests before the mode switch in `examples/prometheus/slow.yaml`. */
const healthyRequests = 400;

/** @param rules - path of a rules file with one alert */
export async function realDrill(seed: number, rules: string): Promise<RealDrill> {
  const plan = await planDrill({
    scenario: "examples/prometheus/slow.yaml",
    settings: [],
    detectors: [`prometheus:rules=${rules}`],
    remote: { ...defaultRemoteSettings, startTimeoutMs: 30_000, phases: "sampled" },
    within: "20s",
  });
  const plannedMs: number[] = [];
  const firingMs: number[] = [];
  const { verdict } = await drill({
    ...plan,
    seed,
    clock: { kind: "real" },
    logFormat: "csv",
    signal: new AbortController().signal,
    onEvent: (event) => {
      if (event.kind === "row") plannedMs.push(causedAtMs(event.observation));
      if (event.kind === "alert" && event.alert.state === "firing") firingMs.push(event.alert.receivedMs);
    },
  });
  const switchMs = plannedMs.toSorted((a, b) => a - b)[healthyRequests] ?? NaN;
  const [detector] = verdict.detectors;
  const hops = detector?.hops?.[0]?.hops ?? [];
  return { delayMs: (firingMs[0] ?? NaN) - switchMs, verdict, prediction: detector?.prediction, hops };
}
