import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { FiredrillError } from "../../domain/error.ts";
import type { Labelled, Truth } from "../../domain/truth.ts";
import type { Counters } from "../../domain/wire/metrics.ts";
import type { ClockOrigin, WallClockKind } from "../clock/clock.ts";
import type { FileApart } from "../files/file-apart.ts";
import { forkOwnProcess } from "./own-module.ts";
import type { ServerTask } from "../../mock-server/sources.ts";

/** The first message to the server's process. */
export interface ServerOrder {
  readonly task: ServerTask;
  readonly seed: number;
  readonly clock: WallClockKind;
  readonly origin: ClockOrigin;
  readonly counters: Counters;
  /** Default: what only tracing can measure is not measured. */
  readonly tracing?: "traced";
  /** Default: the server asks for none. */
  readonly token?: string;
  /** A file to bring home if the parent process is killed. */
  readonly heirloom?: FileApart;
}

/** Messages from the server's process. */
export type ServerReport =
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "failed"; readonly message: string }
  /** The server has written a row of the log. */
  | { readonly kind: "row"; readonly row: Labelled }
  /** The truth of a request on which a mode was forced. */
  | { readonly kind: "forced"; readonly requestIndex: number; readonly truth: Truth }
  /** Answers `settle`: every row from before it has been sent. */
  | { readonly kind: "settled"; readonly measured: readonly string[] };

/** Later messages to the server's process. */
export type ServerRequest = "settle" | "stop";

export interface ServerChild {
  readonly url: string;
  /** Resolves when every row that it has written so far has been received. */
  readonly settle: () => Promise<void>;
  /** How the rows were measured, in sentences, as of the last `settle`. */
  readonly measured: () => readonly string[];
  stop(): Promise<void>;
}

export interface ServerListener {
  readonly onRow: (row: Labelled) => void;
  readonly onForced: (requestIndex: number, truth: Truth) => void;
}

/**
 * Starts the mock server in a process of its own. It ends on request, when killed, and when this process ends.
 * @throws FiredrillError SERVER_DID_NOT_START with the output of the process
 */
export async function startServerChild(
  order: ServerOrder,
  { onRow, onForced }: ServerListener,
): Promise<ServerChild> {
  // Advanced serialization, because a recording is columns of numbers, which JSON would spell out.
  const child = forkOwnProcess("harness/world/server-process", [], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "advanced",
  });
  const stderrTail = collectStderr(child);
  const exited = once(child, "exit");
  child.send(order);
  const url = await firstReport(child, exited, stderrTail);
  let settled = ignored;
  let measured: readonly string[] = [];
  child.on("message", (report: ServerReport) => {
    if (report.kind === "row") onRow(report.row);
    if (report.kind === "forced") onForced(report.requestIndex, report.truth);
    if (report.kind !== "settled") return;
    ({ measured } = report);
    settled();
  });
  const send = (request: ServerRequest): void => {
    if (child.connected) child.send(request);
  };
  return {
    url,
    measured: () => measured,
    settle: async () => {
      const answered = new Promise<void>((resolve) => {
        settled = resolve;
      });
      send("settle");
      await Promise.race([answered, exited]);
    },
    stop: async () => {
      send("stop");
      await exited;
    },
  };
}

function ignored(): void {
  // Nothing waits for the server to settle yet.
}

async function firstReport(
  child: ChildProcess,
  exited: Promise<unknown>,
  stderrTail: () => string,
): Promise<string> {
  const reported = once(child, "message").then(([report]: ServerReport[]) => report);
  const report = await Promise.race([reported, exited.then(() => undefined)]);
  switch (report?.kind) {
    case "listening":
      return report.url;
    case "failed":
      throw serverDidNotStart(report.message);
    case "row":
    case "forced":
    case "settled":
      throw new RangeError(`the server reported ${report.kind} before it listened`);
    case undefined:
      throw serverDidNotStart(stderrTail());
  }
}

function collectStderr(child: ChildProcess): () => string {
  let tail = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    tail = (tail + text).slice(-2000);
  });
  return () => tail.trim();
}

function serverDidNotStart(why: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "SERVER_DID_NOT_START",
    `The mock server did not start: ${why === "" ? "it printed nothing" : why}.`,
    "If the message does not say what to do, this is a bug in firedrill: please report it with the message.",
  );
}
