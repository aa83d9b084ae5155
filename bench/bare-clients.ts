import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { AlarmClock } from "../domain/time/clock.ts";

/** When a request was sent, and how long after its instant. */
export interface Sent {
  readonly atMs: number;
  readonly lateMs: number;
  readonly isAnswered: boolean;
}

/** Sends one request and tells when it was written; `undefined` without an answer. */
type Send = () => Promise<number | undefined>;

export interface Pace {
  readonly ratePerSecond: number;
  readonly requests: number;
}

/** Sends requests at a constant rate, with nothing beside: no deadlines, no labels, no rows. */
export function playBare(
  clock: AlarmClock,
  send: Send,
  { ratePerSecond, requests }: Pace,
): Promise<readonly Sent[]> {
  const startMs = clock.nowMs();
  const sent: Sent[] = [];
  return new Promise((resolve, reject) => {
    const next = (index: number): void => {
      if (index === requests) return;
      const plannedMs = startMs + (index * 1000) / ratePerSecond;
      const note = (sentAtMs: number | undefined): void => {
        const atMs = sentAtMs ?? clock.nowMs();
        sent.push({ atMs, lateMs: atMs - plannedMs, isAnswered: sentAtMs !== undefined });
        if (sent.length === requests) resolve(sent);
      };
      const wake = (): void => {
        void send().then(note);
        next(index + 1);
      };
      clock.wakeAt(plannedMs, { wake, giveUp: reject });
    };
    next(0);
  });
}

/** By node:http, with its own pool of connections. */
export function httpClient(
  url: string,
  clock: AlarmClock,
): { readonly send: Send; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true });
  return {
    send: () =>
      new Promise((resolve) => {
        const sentAtMs = clock.nowMs();
        request(url, { agent }, (response) => response.once("end", () => resolve(sentAtMs)).resume())
          .once("error", () => resolve(undefined))
          .end();
      }),
    close: () => agent.destroy(),
  };
}

/** By sockets alone. It knows only answers without a body. */
export function socketClient(
  url: string,
  clock: AlarmClock,
): { readonly send: Send; readonly close: () => void } {
  const { hostname, port, pathname, search } = new URL(url);
  const head = Buffer.from(`GET ${pathname}${search} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
  const idle: Socket[] = [];
  const open = async (): Promise<Socket> => {
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await once(socket, "connect");
    return socket;
  };
  const ask = (socket: Socket): Promise<number | undefined> =>
    new Promise((resolve) => {
      const sentAtMs = clock.nowMs();
      socket.once("data", (answer) => {
        idle.push(socket);
        resolve(String(answer).startsWith("HTTP/1.1 200 ") ? sentAtMs : undefined);
      });
      socket.write(head);
    });
  return {
    send: () => {
      const socket = idle.pop();
      return socket === undefined ? open().then(ask) : ask(socket);
    },
    close: () => {
      for (const socket of idle) socket.destroy();
    },
  };
}
