import { isHarmless } from "../../domain/incident.ts";
import { harmlessModes } from "../../domain/phases/phase.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import type { DrillTrace } from "../../domain/results/trace.ts";
import type { Labelled } from "../../domain/truth.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { headers } from "../../domain/wire/headers.ts";
import type { JournalEntry } from "../../mock-server/control/journal.ts";
import { servedTask } from "../../mock-server/sources.ts";
import { concluded } from "../../report/conclusion.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { factorOf } from "../clock/clock.ts";
import type { DrillEvent, DrillSettings } from "../drill/drill.ts";
import type { LiveRow } from "./feed.ts";
import { LiveFeed } from "./feed.ts";
import type { LiveServer } from "./server.ts";
import { startLiveServer } from "./server.ts";

/** A mock server whose modes a page can change. */
interface Target {
  readonly url: string;
  readonly token?: string;
}

/** Width of a column at first, in wall time. */
const columnMs = 100;

/** A page that shows a drill while it runs. */
export interface LiveDrill extends Pick<LiveServer, "url" | "stop"> {
  readonly onEvent: (event: DrillEvent) => void;
  readonly finish: (verdict: Verdict, trace?: DrillTrace) => void;
}

/**
 * Starts the page of a drill that is about to start.
 * @param port - 0 lets the system choose
 * @throws FiredrillError LIVE_PORT_IN_USE
 */
export async function startLiveDrill(
  { scenario, seed }: Pick<DrillSettings, "scenario" | "seed">,
  clock: WallClockKind,
  port: number,
): Promise<LiveDrill> {
  const { source, name, summary } = scenario;
  const { signals, defaultSignal, causedAtMs } = domainKit(source);
  const signal = signals[defaultSignal];
  const isShare = signal?.kind === "flag";
  const feed = new LiveFeed(columnMs * factorOf(clock));
  let target: Target | undefined;
  const server = await startLiveServer({
    feed,
    port,
    texts: {
      title: `${name}, live`,
      note: `${summary} ${paceText(clock)}`,
      value: `${isShare ? "Share of rows with " : ""}${wordsOf(signal?.key ?? defaultSignal)}`,
      unit: isShare ? "" : (signal?.unit ?? ""),
      modes: modesOf(servedTask(scenario, seed, true)),
    },
    onMode: async (mode) => (target === undefined ? "The drill has not started." : changeMode(target, mode)),
  });
  return {
    url: server.url,
    stop: server.stop,
    onEvent: (event) => {
      switch (event.kind) {
        case "started":
          target = { url: event.serverUrl, ...(event.token === undefined ? {} : { token: event.token }) };
          return;
        case "row": {
          const { observation } = event;
          feed.add({
            causedAtMs: causedAtMs(observation),
            atMs: observation.atMs,
            value: signal?.valueOf(observation),
            failed: signals["failed"]?.valueOf(observation) === 1,
            ...markOf(event),
          });
          return;
        }
        case "alert":
          server.send(feed.alert(event.alert));
          return;
        case "progress":
          return;
      }
    },
    finish: (verdict, trace) => {
      const { passed, error, summary: sentence } = trace === undefined ? verdict : concluded(verdict, trace);
      server.send(feed.end({ passed, sentence: error?.message ?? sentence ?? "The drill has ended." }));
    },
  };
}

type Mark = Pick<LiveRow, "mode" | "harmless">;

function markOf(row: Labelled): Mark {
  const { mode, incident } = row.truth;
  if (isHarmless(row)) return { mode, harmless: true };
  return { mode: incident === undefined ? "normal" : mode };
}

/** A page that shows what a mock server does. */
export interface LiveService extends Pick<LiveServer, "url" | "stop"> {
  readonly onRequest: (entry: JournalEntry) => void;
  readonly onListening: (url: string) => void;
}

/** What a mock server serves; without a scenario the modes of its task. */
export interface ServedTask {
  readonly task: object;
  readonly scenario: Scenario | undefined;
}

/**
 * Starts the page of a mock server that is about to start.
 * @param port - 0 lets the system choose
 * @throws FiredrillError LIVE_PORT_IN_USE
 */
export async function startLiveService(
  { task, scenario }: ServedTask,
  clock: WallClockKind,
  port: number,
): Promise<LiveService> {
  const modes = modesOf(task);
  const harmless =
    scenario !== undefined && "phases" in scenario ? harmlessModes(scenario.phases) : new Set();
  /** Whoever requests a mode of the server by hand names no incident; other modes are kinds of traffic. */
  const markOfMode = (mode: string): Mark => {
    if (harmless.has(mode)) return { mode, harmless: true };
    return { mode: modes.includes(mode) ? mode : "normal" };
  };
  const feed = new LiveFeed(columnMs * factorOf(clock));
  let target: Target | undefined;
  const server = await startLiveServer({
    feed,
    port,
    texts: {
      title: "Mock server, live",
      note: `What the server does with each request. ${paceText(clock)}`,
      value: "Wait",
      unit: "s",
      modes,
    },
    onMode: async (mode) =>
      target === undefined ? "The server does not listen yet." : changeMode(target, mode),
  });
  return {
    url: server.url,
    stop: server.stop,
    onListening: (url) => {
      target = { url };
    },
    onRequest: ({ atMs, waitedMs, outcome, mode, incident }) =>
      feed.add({
        causedAtMs: atMs,
        atMs: atMs + waitedMs,
        value: waitedMs / 1000,
        failed: outcome !== "answered",
        ...(incident === undefined ? markOfMode(mode) : { mode }),
      }),
  };
}

/** Names of the modes that a server can be told to play; none for a source that has no modes. */
export function modesOf(task: object): readonly string[] {
  const modes = "modes" in task ? task.modes : undefined;
  return isJsonObject(modes) ? Object.keys(modes) : [];
}

function paceText(clock: WallClockKind): string {
  switch (clock.kind) {
    case "real":
      return "It runs in real time.";
    case "scaled":
      return `This is a replay: it runs ${factorOf(clock)} times faster than in life.`;
  }
}

/** `Response time` for `response-time`. */
function wordsOf(key: string): string {
  const words = key.replaceAll("-", " ");
  return words === "cpu" ? "Processor time of one core" : words.charAt(0).toUpperCase() + words.slice(1);
}

/** @returns why it could not be changed, if so */
async function changeMode({ url, token }: Target, mode: string | undefined): Promise<string | undefined> {
  const answer = await fetch(`${url}/__firedrill/mode`, {
    method: mode === undefined ? "DELETE" : "PUT",
    ...(mode === undefined ? {} : { body: JSON.stringify({ mode }) }),
    headers: {
      "content-type": "application/json",
      ...(token === undefined ? {} : { [headers.token]: token }),
    },
  }).catch(() => undefined);
  if (answer === undefined) return "The mock server does not answer.";
  return answer.ok ? undefined : `The mock server refused: ${await answer.text()}`;
}
