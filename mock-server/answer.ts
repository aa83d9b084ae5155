import type { FastifyReply } from "fastify";
import { headers } from "../domain/wire/headers.ts";
import type { Treatment } from "../domain/wire/treatment.ts";

/** Node's own response, below fastify. */
export type RawResponse = FastifyReply["raw"];

/** The treatment applied to one request. */
export interface Applied {
  readonly mode: string;
  readonly treatment: Treatment;
  /** Until the last byte of the answer; undefined when no answer comes. */
  readonly waitMs: number | undefined;
  /** The actual incident. */
  readonly incident: string | undefined;
}

/** The data of an answer. Durations are milliseconds. */
export interface Answer {
  readonly applied: Applied;
  readonly waitedMs: number;
  /** Time in the queue; undefined without a queue. */
  readonly queuedMs: number | undefined;
  /** Whether the connection stays open. */
  readonly after: "keep" | "close";
  readonly sender: Sender;
}

/**
 * Who sent a request: in a drill its own `client`, which knows the token, or a `stranger`, whose answers do not tell how
 * the request was treated. Without a token it is `anyone`.
 */
export type Sender = "client" | "stranger" | "anyone";

/** The default status of answers from the target. */
export const okStatus = 200;

const chunk = ".".repeat(16);

/** Ends the exchange according to its treatment. For a dribble whose head was sent, writes the last chunk. */
export function writeAnswer(response: RawResponse, answer: Answer): void {
  const { treatment } = answer.applied;
  switch (treatment.kind) {
    case "answer":
      response.writeHead(treatment.status, headOf(answer, treatment.bodyBytes ?? 0));
      writeBody(response, treatment.bodyBytes ?? 0);
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

const part = Buffer.alloc(65_536, ".");

/** Ends the answer; sends a large body in parts, as fast as the client reads. */
function writeBody(response: RawResponse, bytes: number): void {
  let left = bytes;
  const more = (): void => {
    while (left > part.length && !response.destroyed) {
      left -= part.length;
      if (!response.write(part)) {
        response.once("drain", more);
        return;
      }
    }
    if (left > 0) response.end(part.subarray(0, left));
    else response.end();
  };
  more();
}

/** Sends the head and the first chunk. */
export function startDribble(response: RawResponse, answer: Answer): void {
  response.writeHead(okStatus, headOf(answer, undefined));
  response.write(chunk);
}

/** Does nothing once the answer has ended. */
export function continueDribble(response: RawResponse): void {
  if (!response.writableEnded) response.write(chunk);
}

/** Headers about the treatment, as one flat list for node's response: this is the hot path. */
function headOf(answer: Answer, contentLength: number | undefined): string[] {
  const head = answer.sender === "stranger" ? [] : truthOf(answer);
  if (contentLength !== undefined) head.push("content-length", String(contentLength));
  if (answer.after === "close") head.push("connection", "close");
  return head;
}

function truthOf(answer: Answer): string[] {
  const { mode, waitMs, incident } = answer.applied;
  const truth = [
    headers.mode,
    mode,
    headers.delayMs,
    String(waitMs),
    headers.serverTiming,
    serverTiming(answer),
  ];
  if (incident !== undefined) truth.push(headers.incident, incident);
  return truth;
}

function serverTiming({ waitedMs, queuedMs }: Answer): string {
  const wait = `wait;dur=${waitedMs.toFixed(3)}`;
  return queuedMs === undefined ? wait : `${wait}, queue;dur=${queuedMs.toFixed(3)}`;
}
