import type { FastifyInstance } from "fastify";
import type { Service } from "./service.ts";

/** One thing a client can ask for. */
export interface Route {
  /** As a person would write it: `GET /__firedrill/state`. */
  readonly usage: string;
  readonly add: (app: FastifyInstance, service: Service) => void;
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
