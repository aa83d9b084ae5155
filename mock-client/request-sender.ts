import type { Exchange, RunningRequest } from "./request.ts";
import { startRequest } from "./request.ts";
import type { ClientSettings } from "./source.ts";
import type { WireRequest } from "./transport.ts";

/** A request that is about to leave. */
export interface OutgoingRequest {
  /** In the plan. */
  readonly index: number;
  readonly request: WireRequest;
  readonly timeoutMs: number;
  /** After how long it is noted that it is still open. Default: never. */
  readonly openAfterMs?: number;
  readonly onOpen?: (open: Exchange) => void;
}

/** What a play has in the air. */
export interface RequestSender<Played> {
  /** Aborted when the play is broken off, from outside or because somebody could not take what was told. */
  readonly signal: AbortSignal;
  /** Never rejects. @returns its end; `undefined` when the play was broken off before */
  readonly send: (outgoing: OutgoingRequest) => Promise<Exchange | undefined>;
  /** Never throws: an answer that nobody waits for has nowhere else to complain, so that what goes wrong ends the play. */
  readonly tell: (played: Played) => void;
}

/**
 * Gives a play what it needs to send requests, and gives up those in flight as soon as it is broken off.
 * @param play - resolves when nothing is in flight any more
 * @throws the signal's reason when broken off, or what `onPlayed` threw
 */
export async function withRequestSender<Played>(
  settings: Omit<ClientSettings<unknown>, "scenario" | "seed">,
  onPlayed: (played: Played) => void,
  play: (sender: RequestSender<Played>) => Promise<void>,
): Promise<void> {
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
      const started = startRequest({ ...settings, timeoutMs, openAfterMs, onOpen }, index, request);
      running.add(started);
      const exchange = await started.end;
      running.delete(started);
      return exchange;
    },
    tell: (played) => {
      try {
        onPlayed(played);
      } catch (error) {
        failing.abort(error);
      }
    },
  });
  signal.throwIfAborted();
}
