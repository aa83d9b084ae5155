import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { FiredrillError } from "../../domain/error.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { ClockOrigin, WallClockKind } from "../clock/clock.ts";
import { forkOwnProcess } from "./own-module.ts";
import type { ServerTask } from "../../mock-server/sources.ts";

/** What the server's process is told, once. */
export interface ServerOrder {
  readonly task: ServerTask;
  readonly seed: number;
  readonly clock: WallClockKind;
  readonly origin: ClockOrigin;
}

/** What it says. */
export type ServerReport =
  | { readonly kind: "listening"; readonly url: string }
  | { readonly kind: "failed"; readonly message: string }
  /** It has written a row of the log. */
  | { readonly kind: "row"; readonly row: Labelled }
  /** Every row from before it was asked has been told. */
  | { readonly kind: "settled" };

/** What it may be told afterwards. */
export type ServerRequest = "settle" | "stop";

export interface ServerChild {
  readonly url: string;
  /** Resolves when every row that it has written so far was heard. */
  readonly settle: () => Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the mock server in a process of its own. It ends when asked, when killed, and when this process dies.
 * @throws FiredrillError SERVER_DID_NOT_START with what it said
 */
export async function startServerChild(
  order: ServerOrder,
  onRow: (row: Labelled) => void,
): Promise<ServerChild> {
  // Advanced, because a recording is columns of numbers, which JSON would spell out.
  const child = forkOwnProcess("harness/world/server-process", [], {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "advanced",
  });
  const lastWords = collectLastWords(child);
  const exited = once(child, "exit");
  child.send(order);
  const url = await firstReport(child, exited, lastWords);
  let settled = notAsked;
  child.on("message", (report: ServerReport) => {
    if (report.kind === "row") onRow(report.row);
    if (report.kind === "settled") settled();
  });
  const tell = (request: ServerRequest): void => {
    if (child.connected) child.send(request);
  };
  return {
    url,
    settle: async () => {
      const told = new Promise<void>((resolve) => {
        settled = resolve;
      });
      tell("settle");
      await Promise.race([told, exited]);
    },
    stop: async () => {
      tell("stop");
      await exited;
    },
  };
}

function notAsked(): void {
  // Nobody waits for it.
}

async function firstReport(
  child: ChildProcess,
  exited: Promise<unknown>,
  lastWords: () => string,
): Promise<string> {
  const reported = once(child, "message").then(([report]: ServerReport[]) => report);
  const report = await Promise.race([reported, exited.then(() => undefined)]);
  switch (report?.kind) {
    case "listening":
      return report.url;
    case "failed":
      throw serverDidNotStart(report.message);
    case "row":
    case "settled":
      throw new RangeError(`the server said ${report.kind} before it listened`);
    case undefined:
      throw serverDidNotStart(lastWords());
  }
}

function collectLastWords(child: ChildProcess): () => string {
  let words = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(-2000);
  });
  return () => words.trim();
}

function serverDidNotStart(why: string): FiredrillError {
  return new FiredrillError(
    "drill",
    "SERVER_DID_NOT_START",
    `The mock server did not start: ${why === "" ? "it said nothing" : why}.`,
    "If the message does not say what to do, this is a bug of ours: please report it with the message.",
  );
}
