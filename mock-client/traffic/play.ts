import { hourMs } from "../../domain/time/calendar.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { PlannedAct } from "../../domain/traffic/visit.ts";
import { EndedVisits } from "../../domain/traffic/visit.ts";
import { headers } from "../../domain/wire/headers.ts";
import type { RequestOutcome } from "../../domain/wire/outcome.ts";
import { withRequestSender } from "../request-sender.ts";
import type { ClientSettings, PlayedRequest } from "../source.ts";
import type { WireRequest } from "../transport.ts";

/** Turns the acts of a source into requests. */
interface Acting<Act> {
  /** In order of time. */
  readonly plan: Iterable<PlannedAct<Act>>;
  /** Without the headers common to all acts. */
  readonly requestFor: (act: Act) => WireRequest;
  /** How long an answer can take, in milliseconds. Default: no time. */
  readonly longestAnswerMs?: number;
  /** True for an answer that ends the visit. */
  readonly endsVisit: (outcome: RequestOutcome) => boolean;
}

/**
 * Plays visitors against a server that writes the log, each act at its own instant, until the end of the scenario's
 * last hour. Within a visit each act waits for the previous answer, as a person would.
 */
export function playTraffic<Act>(
  settings: ClientSettings<{ readonly hours: number }>,
  { plan, requestFor, longestAnswerMs = 0, endsVisit }: Acting<Act>,
  onPlayed: (played: PlayedRequest<never>) => void,
): Promise<void> {
  const { scenario, clock, patienceMs } = settings;
  return withRequestSender(settings, onPlayed, async ({ signal, send, report }) => {
    const ended = new EndedVisits();
    const turns = turnsByVisit();
    const startMs = clock.nowMs();
    for (const act of plan) {
      if (ended.has(act)) {
        ended.pass(act);
        continue;
      }
      const plannedAtMs = roundToMicros(startMs + act.offsetMs);
      await clock.sleepUntilMs(plannedAtMs, signal);
      turns.take(act.visit, async () => {
        const isOver = ended.has(act);
        ended.pass(act);
        if (isOver || signal.aborted) return;
        const request = withTags(requestFor(act), act);
        const exchange = await send({ index: act.index, request, timeoutMs: patienceMs + longestAnswerMs });
        if (exchange === undefined) return;
        const { outcome, sentAtMs } = exchange;
        report({ mode: act.mode, outcome, timing: { sendLateMs: roundToMicros(sentAtMs - plannedAtMs) } });
        if (endsVisit(outcome)) ended.end(act);
      });
    }
    await turns.over();
    signal.throwIfAborted();
    await clock.sleepUntilMs(startMs + scenario.hours * hourMs, signal);
  });
}

function withTags(request: WireRequest, { index, mode, incident }: PlannedAct<unknown>): WireRequest {
  const tags = incident === undefined ? {} : { [headers.incident]: incident };
  return {
    ...request,
    headers: {
      ...request.headers,
      [headers.request]: String(index),
      [headers.mode]: mode,
      ...tags,
    },
  };
}

/** Runs the acts of a visit one after another; different visits run concurrently. */
interface Turns {
  /** Starts an act, after the visit's current one. @param act - never rejects */
  readonly take: (visit: number, act: () => Promise<void>) => void;
  /** Resolves when no act is running. */
  readonly over: () => Promise<void>;
}

function turnsByVisit(): Turns {
  const underWay = new Map<number, Promise<void>>();
  return {
    take: (visit, act) => {
      const before = underWay.get(visit);
      const done = (before === undefined ? act() : before.then(act)).finally(() => {
        if (underWay.get(visit) === done) underWay.delete(visit);
      });
      underWay.set(visit, done);
    },
    over: async () => {
      await Promise.all(underWay.values());
    },
  };
}
