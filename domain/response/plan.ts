import { labelledPhases } from "../phases/phase.ts";
import type { LabelledPhase } from "../phases/phase.ts";
import type { Random } from "../chance/random.ts";
import { randomStream } from "../chance/random.ts";
import { roundToMicros } from "../time/clock.ts";
import type { Recording } from "./recording.ts";
import { recordedRequest } from "./recording.ts";
import type { ResponsePhase, RequestsPhase, ResponseScenario } from "./scenario.ts";

/** One request before it is sent. */
export interface PlannedRequest {
  /** From 0, in order of sending. */
  readonly index: number;
  /** Name of the requested mode. */
  readonly mode: string;
  /** Id of the incident that affects it. */
  readonly incident?: string;
  /**
   * Open loop: when it should leave, from the start. Absent in a closed loop, where it depends on the previous
   * answer.
   */
  readonly offsetMs?: number;
  /** The rate that its phase sets: from the previous request to this one. */
  readonly ratePerSecond?: number;
  /** The client pauses, so that the request leaves this much later than due. */
  readonly silentMs?: number;
  /** The mode of its row, if it differs from `mode`: the request ends a silence that is an incident. */
  readonly rowMode?: string;
}

/**
 * Every request of the scenario in order of sending. The same scenario and seed give the same plan. A silence has no
 * requests; it affects the first request after it, which was due when the silence began.
 */
export function planRequests(
  scenario: ResponseScenario,
  seed: number,
): Generator<PlannedRequest, void, undefined> {
  const { pacing } = scenario;
  return pacing.kind === "closed" ? unpacedRequests(scenario, seed) : pacedRequests(scenario, pacing, seed);
}

function* pacedRequests(
  scenario: ResponseScenario,
  pacing: Exclude<ResponseScenario["pacing"], { readonly kind: "closed" }>,
  seed: number,
): Generator<PlannedRequest, void, undefined> {
  const arrivals = randomStream(seed, "arrival");
  let offsetMs = 0;
  for (const request of unpacedRequests(scenario, seed)) {
    if (pacing.kind === "recorded") {
      const { offsetMs: recordedMs } = recordedRequest(recordingOf(scenario), request.index);
      yield { ...request, offsetMs: roundToMicros(offsetMs + recordedMs) };
    } else {
      const { index, ratePerSecond = pacing.ratePerSecond } = request;
      if (index > 0) offsetMs += gapMs(pacing.kind, ratePerSecond, arrivals(index));
      yield { ...request, offsetMs: roundToMicros(offsetMs) };
    }
    offsetMs += request.silentMs ?? 0;
  }
}

function* unpacedRequests(
  { phases }: ResponseScenario,
  seed: number,
): Generator<PlannedRequest, void, undefined> {
  const shares = randomStream(seed, "share");
  let index = 0;
  let silence: Silence | undefined;
  for (const phase of labelledPhases(phases)) {
    if ("forMs" in phase) {
      silence = withPhase(silence, phase);
      continue;
    }
    for (let left = phase.requests; left > 0; left -= 1) {
      const isMet = phase.share === undefined || shares(index).uniform() < phase.share;
      const { mode, incidentId } = isMet ? phase : { mode: "normal" };
      // Nearly all requests are this plain, and spreading costs more than the rest of a request.
      if (silence === undefined && phase.ratePerSecond === undefined)
        yield incidentId === undefined ? { index, mode } : { index, mode, incident: incidentId };
      else yield { index, mode, ...incidentTag(incidentId), ...ownRate(phase), ...silence };
      silence = undefined;
      index += 1;
    }
  }
}

type Silence = Pick<PlannedRequest, "silentMs" | "rowMode" | "incident">;

function withPhase(
  before: Silence | undefined,
  { mode, forMs, incidentId }: Extract<LabelledPhase<ResponsePhase>, { readonly forMs: number }>,
): Silence {
  const silentMs = (before?.silentMs ?? 0) + forMs;
  return incidentId === undefined
    ? { ...before, silentMs }
    : { silentMs, rowMode: mode, incident: incidentId };
}

function incidentTag(incident: string | undefined): Pick<PlannedRequest, "incident"> {
  return incident === undefined ? {} : { incident };
}

function ownRate({ ratePerSecond }: RequestsPhase): Pick<PlannedRequest, "ratePerSecond"> {
  return ratePerSecond === undefined ? {} : { ratePerSecond };
}

function recordingOf({ recording }: ResponseScenario): Recording {
  if (recording === undefined) throw new RangeError("a recorded pacing needs a recording");
  return recording;
}

function gapMs(kind: "constant" | "poisson", ratePerSecond: number, random: Random): number {
  switch (kind) {
    case "constant":
      return 1000 / ratePerSecond;
    case "poisson":
      return (-Math.log(1 - random.uniform()) * 1000) / ratePerSecond;
  }
}
