import { originalModes } from "../domain/response/modes.ts";
import type { ResponseScenario } from "../domain/response/scenario.ts";
import { defaultTimeoutMs } from "../domain/wire/outcome.ts";
import { untracked } from "../domain/wire/request-tracker.ts";
import { newClockOrigin, realClock } from "../harness/clock/clock.ts";
import { playScenario } from "../mock-client/sources.ts";
import { undiciTransport } from "../mock-client/transport.ts";
import type { Pace, Sent } from "./bare-clients.ts";
import { httpClient, playBare, socketClient } from "./bare-clients.ts";

/** The message to a client. */
export interface SendOrder {
  readonly client: "firedrill" | "node:net" | "node:http";
  /** Of the server for firedrill, of the request for the others. */
  readonly url: string;
  /** Sent before, and not counted. */
  readonly warmUp: Pace;
  readonly pace: Pace;
}

/** Its reply. */
export interface SendReport {
  readonly sent: readonly Sent[];
  readonly cpuMs: number;
}

async function send({ client, url, warmUp, pace }: SendOrder): Promise<SendReport> {
  const play = players[client];
  await play(url, warmUp);
  const before = process.cpuUsage();
  const sent = await play(url, pace);
  const { user, system } = process.cpuUsage(before);
  return { sent, cpuMs: (user + system) / 1000 };
}

type Player = (url: string, pace: Pace) => Promise<readonly Sent[]>;

const players: { readonly [C in SendOrder["client"]]: Player } = {
  firedrill: playScenarioAt,
  "node:net": (url, pace) => playBareAt(socketClient, url, pace),
  "node:http": (url, pace) => playBareAt(httpClient, url, pace),
};

/** The same schedule by the same clock, in the barest code. */
async function playBareAt(open: typeof socketClient, url: string, pace: Pace): Promise<readonly Sent[]> {
  const clock = realClock(newClockOrigin());
  const { send: sendOne, close } = open(url, clock);
  const sent = await playBare(clock, sendOne, pace);
  close();
  await clock.close();
  return sent;
}

async function playScenarioAt(url: string, { ratePerSecond, requests }: Pace): Promise<readonly Sent[]> {
  const scenario: ResponseScenario = {
    source: "response",
    name: "send-time",
    summary: "An even stream of requests.",
    modes: originalModes,
    phases: [{ mode: "normal", requests }],
    pacing: { kind: "constant", ratePerSecond },
    expect: [],
  };
  const clock = realClock(newClockOrigin());
  const transport = undiciTransport(url, clock);
  const sent: Sent[] = [];
  const { signal } = new AbortController();
  const settings = { scenario, seed: 1, transport, clock, tracker: untracked, patienceMs: defaultTimeoutMs };
  await playScenario<"response">({ ...settings, addedMs: () => 0, signal }, ({ row, timing, outcome }) =>
    sent.push({
      atMs: row?.observation.sentAtMs ?? NaN,
      lateMs: timing?.sendLateMs ?? NaN,
      isAnswered: outcome.kind === "completed",
    }),
  );
  await transport.close();
  await clock.close();
  return sent;
}

process.on("message", (order: SendOrder) => void send(order).then((report) => process.send?.(report)));
process.once("disconnect", () => process.exit());
