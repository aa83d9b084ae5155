import type { FastifyReply } from "fastify";
import { headers } from "../domain/wire/headers.ts";
import type { Treatment } from "../domain/wire/treatment.ts";

/** Node's own response, below fastify. */
export type RawResponse = FastifyReply["raw"];

/** What is really done to one request. */
export interface Applied {
  readonly mode: string;
  readonly treatment: Treatment;
  /** Until the last byte of the answer; absent when there will be none. */
  readonly waitMs: number | undefined;
  /** The incident it really belongs to. */
  readonly incident: string | undefined;
}

/** What is to be said of a request to its client. Durations are milliseconds. */
export interface Answer {
  readonly applied: Applied;
  readonly waitedMs: number;
  /** How long it stood in the queue; `undefined` where there is none. */
  readonly queuedMs: number | undefined;
  /** What becomes of the connection. */
  readonly after: "keep" | "close";
}

/** The status of answers to requests for the target itself, unless their mode has one of its own. */
export const okStatus = 200;

const chunk = ".".repeat(16);

/** Ends the exchange as its treatment says; of a dribble, whose head is out, with the last chunk. */
export function writeAnswer(response: RawResponse, answer: Answer): void {
  const { treatment } = answer.applied;
  switch (treatment.kind) {
    case "answer":
      response.writeHead(treatment.status, headOf(answer, 0));
      response.end();
      return;
    case "dribble":
      if (!response.headersSent) startDribble(response, answer);
      else response.write(chunk);
      response.end();
      return;
    case "truncate":
      response.writeHead(okStatus, headOf(answer, treatment.promisedBytes));
      response.flushHeaders();
      response.write(".".repeat(treatment.sentBytes));
      response.socket?.destroySoon();
      return;
    case "cut":
    case "down":
    case "never":
      response.destroy();
  }
}

/** The head and the first chunk. */
export function startDribble(response: RawResponse, answer: Answer): void {
  response.writeHead(okStatus, headOf(answer, undefined));
  response.write(chunk);
}

/** Nothing happens once the answer has ended. */
export function continueDribble(response: RawResponse): void {
  if (!response.writableEnded) response.write(chunk);
}

/** Says what was done to the request. One flat list, below fastify's reply: this is the hot path. */
function headOf(answer: Answer, contentLength: number | undefined): string[] {
  const { applied } = answer;
  const head = [
    headers.mode,
    applied.mode,
    headers.delayMs,
    String(applied.waitMs),
    headers.serverTiming,
    serverTiming(answer),
  ];
  if (contentLength !== undefined) head.push("content-length", String(contentLength));
  if (applied.incident !== undefined) head.push(headers.incident, applied.incident);
  if (answer.after === "close") head.push("connection", "close");
  return head;
}

function serverTiming({ waitedMs, queuedMs }: Answer): string {
  const wait = `wait;dur=${waitedMs.toFixed(3)}`;
  return queuedMs === undefined ? wait : `${wait}, queue;dur=${queuedMs.toFixed(3)}`;
}
