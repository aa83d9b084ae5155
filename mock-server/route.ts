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
