import type { Exchange, RunningRequest } from "./request.ts";
import { startRequest } from "./request.ts";
import type { ClientSettings } from "./source.ts";
import type { WireRequest } from "./transport.ts";

/** A request ready to be sent. */
export interface OutgoingRequest {
  /** Index in the plan. */
  readonly index: number;
  readonly request: WireRequest;
  readonly timeoutMs: number;
  /** When an unanswered request is reported as open. Default: never. */
  readonly openAfterMs?: number;
  readonly onOpen?: (open: Exchange) => void;
}

/** Sends the requests of one play. */
export interface RequestSender<Played> {
  /** Aborted when the play is aborted from outside, or when a callback threw. */
  readonly signal: AbortSignal;
  /** Never rejects. @returns the result; undefined when the play was aborted first */
  readonly send: (outgoing: OutgoingRequest) => Promise<Exchange | undefined>;
  /** Reports a request to the play's callback. Never throws: an error of the callback aborts the play. */
  readonly report: (played: Played) => void;
}

/**
 * Runs a play that sends requests; abandons those in flight when the play is aborted.
 * @param play - resolves when no request is in flight
 * @throws the signal's reason when aborted, or the error that `onPlayed` threw
 */
export async function withRequestSender<Played>(
  settings: Omit<ClientSettings<unknown>, "scenario" | "seed">,
  onPlayed: (played: Played) => void,
  play: (sender: RequestSender<Played>) => Promise<void>,
): Promise<void> {
  const { transport, clock, tracker, addedMs, onceRead = atOnce } = settings;
  const running = new Set<RunningRequest>();
  const failing = new AbortController();
  const signal = AbortSignal.any([settings.signal, failing.signal]);
  const breakOff = (): void => {
    for (const request of running) request.breakOff();
  };
  signal.addEventListener("abort", breakOff, { once: true });
  await play({
    signal,
    send: async ({ index, request, openAfterMs = Infinity, onOpen = () => undefined, timeoutMs }) => {
      const waits = { transport, clock, tracker, addedMs, onceRead, timeoutMs, openAfterMs, onOpen };
      const started = startRequest(waits, index, request);
      running.add(started);
      const exchange = await started.end;
      running.delete(started);
      return exchange;
    },
    report: (played) => {
      try {
        onPlayed(played);
      } catch (error) {
        failing.abort(error);
      }
    },
  });
  signal.throwIfAborted();
}

function atOnce(then: () => void): void {
  then();
}
