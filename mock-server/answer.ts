import type { FastifyReply } from "fastify";
import { headers } from "../domain/headers.ts";
import type { Applied } from "./mode-switch.ts";

/** Node's own response, below fastify. */
export type RawResponse = FastifyReply["raw"];

/** An empty 200 that says what was done to the request. Durations are milliseconds. */
export interface Answer {
  readonly applied: Applied;
  readonly waitedMs: number;
  /** How long it stood in the queue; `undefined` where there is none. */
  readonly queuedMs: number | undefined;
  /** What becomes of the connection. */
  readonly after: "keep" | "close";
}

/** The status of every answer to a request for the target itself. */
export const okStatus = 200;

/** Writes the head as one flat list, below fastify's reply: this is the hot path. */
export function writeAnswer(response: RawResponse, answer: Answer): void {
  const { applied } = answer;
  const head = [
    "content-length",
    "0",
    headers.mode,
    applied.mode,
    headers.delayMs,
    String(applied.waitMs),
    headers.serverTiming,
    serverTiming(answer),
  ];
  if (applied.incident !== undefined) head.push(headers.incident, applied.incident);
  if (answer.after === "close") head.push("connection", "close");
  response.writeHead(okStatus, head);
  response.end();
}

function serverTiming({ waitedMs, queuedMs }: Answer): string {
  const wait = `wait;dur=${waitedMs.toFixed(3)}`;
  return queuedMs === undefined ? wait : `${wait}, queue;dur=${queuedMs.toFixed(3)}`;
}
