import type { FastifyInstance, FastifyRequest } from "fastify";
import { isNameOrId } from "../domain/text/name.ts";
import type { Journal } from "./control/journal.ts";
import type { Metrics } from "./control/metrics.ts";

/** One thing a client can ask for. */
export interface Route {
  /** As a person would write it: `GET /__firedrill/state`. */
  readonly usage: string;
  readonly add: (app: FastifyInstance, control: Control) => void;
}

/** What a person may see and do at any server. */
export interface Control {
  readonly journal: Journal;
  readonly metrics: Metrics;
  readonly state: () => object;
  /** Forgets what was served, what was forced and the journal. Requests under way go on. */
  readonly reset: () => void;
}

/** The body of every refusal; `modes` and the like name what would have worked. */
export interface Refusal {
  readonly error: string;
}

/** Reads decimal digits and nothing else: no sign, point, exponent or space. `undefined` for everything else. */
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

/** A name that the client gives a request by a header; `undefined` for none, and for what is no plain name. */
export function namedIn(said: FastifyRequest["headers"], header: string): string | undefined {
  const value = said[header];
  return typeof value === "string" && isNameOrId(value) ? value : undefined;
}
