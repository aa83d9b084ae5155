import { randomStream } from "../../domain/chance/random.ts";
import { freshModeMemory, serveRequest } from "../../domain/response/modes.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import type { Treatment } from "../../domain/wire/treatment.ts";

export interface SimulatedRequest {
  readonly index: number;
  readonly mode: string;
}

/** The mock server without sockets: slots, a queue, and the state of the modes. */
export interface SimulatedServer<R extends SimulatedRequest> {
  /** Serves an arriving request, or queues it for a slot. */
  take(request: R, nowMs: number): void;
  /** Ends a wait. Its slot goes to the first request in the queue. */
  finish(nowMs: number): void;
  /** The client has disconnected. The request leaves its slot, or the queue untreated. */
  abandon(request: R, nowMs: number): void;
}

/** @param begin - called with the treatment of a request once it has a slot. `untilMs` is undefined if it never ends */
export function simulatedServer<R extends SimulatedRequest>(
  { modes, recording, capacity = Infinity }: Pick<ResponseScenario, "modes" | "recording" | "capacity">,
  seed: number,
  begin: (request: R, treatment: Treatment, untilMs: number | undefined) => void,
): SimulatedServer<R> {
  const chance = randomStream(seed, "mode");
  const queue: R[] = [];
  let inService = 0;
  let memory = freshModeMemory;

  const serve = (request: R, nowMs: number): void => {
    const mode = modes[request.mode];
    if (mode === undefined) throw new RangeError(`the server has no mode "${request.mode}"`);
    inService += 1;
    const { index: requestIndex } = request;
    const served = serveRequest(mode, memory, {
      nowMs,
      requestIndex,
      random: chance(requestIndex),
      recording,
    });
    ({ memory } = served);
    const { treatment, waitMs } = served;
    begin(request, treatment, waitMs === undefined ? undefined : nowMs + waitMs);
  };

  const finish = (nowMs: number): void => {
    inService -= 1;
    const next = queue.shift();
    if (next !== undefined) serve(next, nowMs);
  };

  return {
    take: (request, nowMs) => {
      if (inService < capacity) serve(request, nowMs);
      else queue.push(request);
    },
    finish,
    abandon: (request, nowMs) => {
      const place = queue.indexOf(request);
      if (place >= 0) queue.splice(place, 1);
      else finish(nowMs);
    },
  };
}
