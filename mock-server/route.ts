import type { FastifyInstance, FastifyRequest } from "fastify";
import { isNameOrId } from "../domain/text/name.ts";
import type { Sender } from "./answer.ts";
import type { Journal } from "./control/journal.ts";
import type { Metrics } from "./control/metrics.ts";

/** A route of the server. */
export interface Route {
  /** In the form `GET /__firedrill/state`. */
  readonly usage: string;
  readonly add: (app: FastifyInstance, control: Control) => void;
}

/** What the control routes can access on any server. */
export interface Control {
  readonly journal: Journal;
  readonly metrics: Metrics;
  /** The state of the server; nothing for strangers to a drill. */
  readonly state: (request: FastifyRequest) => object;
  /** Default: anyone. */
  readonly senderOf?: (request: FastifyRequest) => Sender;
  /** Clears the mode state, a forced mode and the journal. Requests in progress continue. */
  readonly reset: () => void;
}

/** The body of every error answer; further fields such as `modes` list the valid values. */
export interface Refusal {
  readonly error: string;
}

/** Parses decimal digits only: no sign, point, exponent or space. Undefined for other text. */
export function wholeNumber(text: unknown): number | undefined {
  if (typeof text !== "string" || text.length === 0 || text.length > 15) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

/** A name from a request header; undefined when absent or not a plain name. */
export function namedIn(sent: FastifyRequest["headers"], header: string): string | undefined {
  const value = sent[header];
  return typeof value === "string" && isNameOrId(value) ? value : undefined;
}
