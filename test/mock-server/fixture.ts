import { request } from "node:http";
import type { Agent, ClientRequest, IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { expect, onTestFinished } from "vitest";
import { originalModes } from "../../domain/response/modes.ts";
import type { RequestTracker } from "../../domain/wire/request-tracker.ts";
import type { ResponseTask } from "../../mock-server/response/kit.ts";
import type { MockServer, MockServerSettings } from "../../mock-server/server.ts";
import { startMockServer } from "../../mock-server/server.ts";
import type { ManualClock } from "./manual-clock.ts";
import { manualClock } from "./manual-clock.ts";

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body as JSON; `undefined` when it is not JSON. */
  readonly json: unknown;
}

interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly agent?: Agent;
}

interface Asking {
  readonly request: ClientRequest;
  readonly answered: Promise<Answered>;
}

/** A mock server on a manual clock, with the calls of its tracker. */
export interface Fixture {
  readonly server: MockServer;
  readonly clock: ManualClock;
  readonly tracker: readonly string[];
  /** The same, with every requested sleep. */
  readonly events: readonly string[];
  readonly open: (path: string, options?: AskOptions) => Asking;
  readonly ask: (path: string, options?: AskOptions) => Promise<Answered>;
  /** Requests a mode and advances time to its answer. */
  readonly play: (mode: string, options?: AskOptions) => Promise<Answered>;
}

/** The server's settings; those of its task are shorthand for a target with the modes of the original. */
type FixtureSettings = Partial<MockServerSettings & Omit<ResponseTask, "source">>;

export async function startFixture(settings: FixtureSettings = {}): Promise<Fixture> {
  const { modes = originalModes, recording, replayed, capacity, ...rest } = settings;
  const target: ResponseTask = {
    source: "response",
    modes,
    ...(recording === undefined ? {} : { recording }),
    ...(replayed === undefined ? {} : { replayed }),
    ...(capacity === undefined ? {} : { capacity }),
  };
  const events: string[] = [];
  const clock = manualClock(() => events.push("sleep"));
  const { tracker, calls } = recordingTracker(events);
  const defaults = { host: "127.0.0.1", port: 0, task: target, seed: 1, clock, tracker };
  const server = await startMockServer({ ...defaults, ...rest });
  onTestFinished(async () => {
    const stopped = server.stop();
    await clock.advance(1e6);
    await stopped;
  });
  const open = (path: string, options: AskOptions = {}): Asking => openRequest(server.url + path, options);
  const ask = (path: string, options?: AskOptions): Promise<Answered> => open(path, options).answered;
  const play = async (mode: string, options?: AskOptions): Promise<Answered> => {
    const before = clock.sleepers();
    const answered = ask(`/?param=${mode}`, options);
    await until(clock.sleepers, before + 1);
    await clock.advance(10_000);
    return answered;
  };
  return { server, clock, tracker: calls, events, open, ask, play };
}

/** Waits for the effect of a socket event. */
export async function until<T>(actual: () => T, expected: T): Promise<void> {
  await expect.poll(actual, { interval: 1 }).toEqual(expected);
}

function openRequest(url: string, { method = "GET", headers = {}, body, agent }: AskOptions): Asking {
  const opened = request(url, { method, headers, agent: agent ?? false });
  const answered = new Promise<Answered>((resolve, reject) => {
    opened.once("error", reject);
    opened.once("response", (response) => {
      const { statusCode = 0 } = response;
      text(response)
        .then((read) =>
          resolve({ status: statusCode, headers: response.headers, body: read, json: jsonOf(read) }),
        )
        .catch(reject);
    });
  });
  opened.end(body);
  return { request: opened, answered };
}

function recordingTracker(events: string[]): {
  readonly tracker: RequestTracker;
  readonly calls: readonly string[];
} {
  const calls: string[] = [];
  const record =
    (call: keyof RequestTracker) =>
    (requestIndex: number): void => {
      calls.push(`${call} ${requestIndex}`);
      events.push(`${call} ${requestIndex}`);
    };
  const tracker = {
    sent: record("sent"),
    taken: record("taken"),
    woken: record("woken"),
    answered: record("answered"),
    abandoned: record("abandoned"),
    closed: record("closed"),
  };
  return { tracker, calls };
}

function jsonOf(body: string): unknown {
  return /^[[{]/.test(body) ? JSON.parse(body) : undefined;
}
