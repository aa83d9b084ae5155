import type { Modes } from "../../domain/response/modes.ts";
import type { ResponseObservation, ResponseOutcome } from "../../domain/response/observation.ts";
import type { PlannedRequest } from "../../domain/response/plan.ts";
import { onSteppedClock } from "../../domain/response/stepped-clock.ts";
import type { Entry } from "../../domain/time/agenda.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import type { Labelled } from "../../domain/truth.ts";
import { connectionRefused, failures } from "../../domain/wire/outcome.ts";
import type { Treatment } from "../../domain/wire/treatment.ts";
import type { SimulatedRequest } from "./simulated-server.ts";

/** An event on the agenda. */
export type Due =
  | { readonly kind: "send"; readonly request: PlannedRequest }
  | { readonly kind: "served" | "arrived" | "deadline" | "open"; readonly exchange: SimulatedExchange }
  /** The server listens again. */
  | { readonly kind: "up" };

/** A request in flight. */
export interface SimulatedExchange extends SimulatedRequest {
  readonly request: PlannedRequest;
  readonly plannedAtMs: number;
  readonly sentAtMs: number;
  /** Events that are removed when the request ends. */
  deadline: Entry<Due> | undefined;
  open: Entry<Due> | undefined;
  /** When the server has answered. */
  servedAtMs: number | undefined;
  /** Its next step, removed when the deadline comes first. */
  step: Entry<Due> | undefined;
  treatment: Treatment | undefined;
  isOnTheServer: boolean;
}

export interface EndedExchange {
  readonly atMs: number;
  readonly exchange: SimulatedExchange;
  readonly outcome: ResponseOutcome;
}

/** The answer or failure of a request that the server has finished. */
export function ended(nowMs: number, exchange: SimulatedExchange): EndedExchange {
  const { treatment } = exchange;
  switch (treatment?.kind) {
    case "answer":
      return completed(nowMs, exchange, treatment.status);
    case "dribble":
    case undefined:
      return completed(nowMs, exchange, 200);
    case "cut":
    case "down":
      return failed(nowMs, exchange, failures.connectionClosed);
    case "truncate":
      return failed(nowMs, exchange, failures.bodyTruncated);
    case "never":
      return timedOut(nowMs, exchange);
  }
}

export function timedOut(nowMs: number, exchange: SimulatedExchange): EndedExchange {
  return failed(nowMs, exchange, failures.timeout);
}

export function refused(nowMs: number, exchange: SimulatedExchange): EndedExchange {
  return failed(nowMs, exchange, connectionRefused);
}

export function stillOpen(nowMs: number, exchange: SimulatedExchange): EndedExchange {
  return { atMs: nowMs, exchange, outcome: { kind: "open", ageMs: sinceSent(nowMs, exchange) } };
}

/** True if the client gets a whole answer, which network time then delays. */
export function isAnswered({ treatment }: SimulatedExchange): boolean {
  return treatment?.kind === "answer" || treatment?.kind === "dribble";
}

/** @param index - of the row in the log */
export function labelled(
  index: number,
  { atMs, exchange: { request, plannedAtMs, sentAtMs }, outcome }: EndedExchange,
  modes: Modes,
): Labelled<ResponseObservation> {
  const { mode, rowMode = mode, incident } = request;
  const row = { kind: "response", index, atMs, plannedAtMs, sentAtMs, outcome } as const;
  return {
    observation: onSteppedClock(row, modes, rowMode),
    truth: incident === undefined ? { mode: rowMode } : { mode: rowMode, incident },
  };
}

function completed(nowMs: number, exchange: SimulatedExchange, status: number): EndedExchange {
  const responseMs = sinceSent(nowMs, exchange);
  return { atMs: nowMs, exchange, outcome: { kind: "completed", status, responseMs } };
}

function failed(nowMs: number, exchange: SimulatedExchange, error: string): EndedExchange {
  const afterMs = sinceSent(nowMs, exchange);
  return { atMs: nowMs, exchange, outcome: { kind: "failed", error, afterMs } };
}

function sinceSent(nowMs: number, { sentAtMs }: SimulatedExchange): number {
  return roundToMicros(nowMs - sentAtMs);
}
