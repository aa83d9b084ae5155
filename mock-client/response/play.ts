import type { ResponseObservation } from "../../domain/response/observation.ts";
import { elapsedMs } from "../../domain/response/observation.ts";
import type { PlannedRequest } from "../../domain/response/plan.ts";
import { planRequests } from "../../domain/response/plan.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import { onSteppedClock } from "../../domain/response/stepped-clock.ts";
import { isNameOrId } from "../../domain/text/name.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { Truth } from "../../domain/truth.ts";
import { headers } from "../../domain/wire/headers.ts";
import { defaultTimeoutMs } from "../../domain/wire/outcome.ts";
import type { OutgoingRequest, RequestSender } from "../request-sender.ts";
import { withRequestSender } from "../request-sender.ts";
import type { Exchange } from "../request.ts";
import type { ClientSettings, PlayedRequest, ServerWait } from "../source.ts";
import type { HeaderOf } from "../transport.ts";
import { openLoop } from "./pace.ts";

/** Plays the whole plan of a scenario against a server. Refused, reset and timed-out requests produce rows too. */
export function playResponses(
  settings: ClientSettings<ResponseScenario>,
  onPlayed: (played: PlayedRequest<ResponseObservation>) => void,
): Promise<void> {
  const { pacing } = settings.scenario;
  return withRequestSender(settings, onPlayed, (sender) =>
    pacing.kind === "closed"
      ? playClosed(settings, sender, pacing.waitMs)
      : playOpen(settings, sender, pacing),
  );
}

type Sender = RequestSender<PlayedRequest<ResponseObservation>>;

async function playClosed(
  { scenario, seed, clock, forcedOn }: ClientSettings<ResponseScenario>,
  sender: Sender,
  waitMs: number,
): Promise<void> {
  const log = rowWriter(scenario, sender, forcedOn);
  let plannedAtMs = clock.nowMs();
  for (const request of planRequests(scenario, seed)) {
    await clock.sleepUntilMs(plannedAtMs + (request.silentMs ?? 0), sender.signal);
    const note = (exchange: Exchange): void => log(request, plannedAtMs, exchange);
    const exchange = await sender.send(outgoingRequest(scenario, request, note));
    if (exchange === undefined) return;
    note(exchange);
    plannedAtMs = roundToMicros(exchange.atMs + waitMs);
  }
}

async function playOpen(
  { scenario, seed, clock, forcedOn }: ClientSettings<ResponseScenario>,
  sender: Sender,
  pacing: Exclude<ResponseScenario["pacing"], { readonly kind: "closed" }>,
): Promise<void> {
  const log = rowWriter(scenario, sender, forcedOn);
  const plan = planRequests(scenario, seed);
  const ends = new Set<Promise<void>>();
  for await (const { request, plannedAtMs } of openLoop(plan, pacing, clock, sender.signal)) {
    const sendOne = async (): Promise<void> => {
      const note = (exchange: Exchange): void => log(request, plannedAtMs, exchange);
      const exchange = await sender.send(outgoingRequest(scenario, request, note));
      ends.delete(end);
      if (exchange !== undefined) note(exchange);
    };
    const end = sendOne();
    ends.add(end);
  }
  await Promise.all(ends);
}

function outgoingRequest(
  { timeoutMs = defaultTimeoutMs, openAfterMs = Infinity }: ResponseScenario,
  { index, mode, incident }: PlannedRequest,
  onOpen: (open: Exchange) => void,
): OutgoingRequest {
  const tags = {
    [headers.request]: String(index),
    ...(incident === undefined ? {} : { [headers.incident]: incident }),
  };
  const request = { path: `/?param=${encodeURIComponent(mode)}`, headers: tags };
  return { index, request, timeoutMs, openAfterMs, onOpen };
}

function rowWriter(
  { modes }: ResponseScenario,
  { report }: Sender,
  forcedOn: ClientSettings<ResponseScenario>["forcedOn"] = () => undefined,
): (request: PlannedRequest, plannedAtMs: number, exchange: Exchange) => void {
  let written = 0;
  return (request, plannedAtMs, { sentAtMs, atMs, outcome, header }) => {
    const truth = truthOf(request, header, header === undefined ? forcedOn(request.index) : undefined);
    const row = { kind: "response", index: written, atMs, plannedAtMs, sentAtMs, outcome } as const;
    const observation = onSteppedClock(row, modes, truth.mode);
    written += 1;
    const played = { mode: truth.mode, outcome, row: { observation, truth } };
    if (outcome.kind === "open") {
      report(played);
      return;
    }
    const wait = header === undefined ? undefined : serverWait(header);
    const answer = { tookMs: elapsedMs(row), ...(wait === undefined ? {} : { wait }) };
    const sendLateMs = roundToMicros(sentAtMs - plannedAtMs - (request.silentMs ?? 0));
    report({ ...played, timing: { sendLateMs, answer } });
  };
}

function serverWait(header: HeaderOf): ServerWait | undefined {
  const timing = header(headers.serverTiming) ?? "";
  const waitedMs = durationMs(timing, "wait");
  const plannedMs = plainNumber(header(headers.delayMs));
  if (waitedMs === undefined || plannedMs === undefined) return undefined;
  const queuedMs = durationMs(timing, "queue") ?? 0;
  return { waitedMs: waitedMs + queuedMs, lateMs: roundToMicros(waitedMs - plannedMs) };
}

const durations = {
  wait: /(?:^|,)\s*wait;dur=(\d+(?:\.\d+)?)\s*(?:,|$)/,
  queue: /(?:^|,)\s*queue;dur=(\d+(?:\.\d+)?)\s*(?:,|$)/,
} as const;

/** One entry of a `server-timing` header. */
function durationMs(timing: string, name: keyof typeof durations): number | undefined {
  const digits = durations[name].exec(timing)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function plainNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/**
 * The truth of a row: the mode and incident that the server reports, because a mode can be forced. Without a report
 * the truth is what was forced on the request, and if nothing was (or the server is another one) the plan. The plan also labels
 * the end of a silence, which the server does not know.
 */
export function truthOf(
  { mode, rowMode, incident }: PlannedRequest,
  header: HeaderOf | undefined,
  forced?: Truth,
): Truth {
  const applied = header?.(headers.mode);
  if (rowMode !== undefined) return asTruth(rowMode, incident);
  if (header === undefined || applied === undefined || !isNameOrId(applied))
    return forced ?? asTruth(mode, incident);
  const affected = header(headers.incident);
  return asTruth(applied, affected !== undefined && isNameOrId(affected) ? affected : undefined);
}

function asTruth(mode: string, incident: string | undefined): Truth {
  return incident === undefined ? { mode } : { mode, incident };
}
