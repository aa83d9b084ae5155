import type { Socket } from "node:net";
import { createServer } from "node:net";
import { performance } from "node:perf_hooks";
import { setInterval } from "node:timers";

const blockBytes = 65_536;
const block = Buffer.alloc(blockBytes, 1);

/** What a machine that was too busy still owes is not sent later than this. */
const mostOwedMs = 1000;

/** Sends bytes at a rate, in blocks. */
export class Flood {
  readonly #socket: Socket;
  #owedBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Sends what is due after this much more time. A receiver that is too slow is not flooded further. */
  pour(bytesPerS: number, ms: number): void {
    const owedBytes = this.#owedBytes + (bytesPerS * ms) / 1000;
    this.#owedBytes = Math.min(owedBytes, Math.max(blockBytes, (bytesPerS * mostOwedMs) / 1000));
    while (this.#owedBytes >= blockBytes && !this.#socket.destroyed && !isFull(this.#socket)) {
      this.#socket.write(block);
      this.#owedBytes -= blockBytes;
    }
  }
}

const fullBytes = 8 * 1024 * 1024;

function isFull({ writableLength }: Socket): boolean {
  return writableLength > fullBytes;
}

/** The other end of a flooded connection, on loopback. */
export interface FloodPeer {
  /** Resolves to the port when it listens. */
  readonly port: Promise<number>;
  /** What it sends to whoever is connected; it drops what it receives. */
  readonly send: (bytesPerS: number) => void;
  readonly stop: () => void;
}

const pourEveryMs = 20;

export function startFloodPeer(): FloodPeer {
  const connected = new Map<Socket, Flood>();
  const server = createServer((socket) => {
    connected.set(socket, new Flood(socket));
    socket
      .on("error", () => undefined)
      .on("close", () => connected.delete(socket))
      .resume();
  });
  let pouring: NodeJS.Timeout | undefined;
  const port = new Promise<number>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
  const pause = (): void => {
    clearInterval(pouring);
    pouring = undefined;
  };
  return {
    port,
    send: (bytesPerS) => {
      pause();
      if (bytesPerS === 0) return;
      let lastMs = performance.now();
      pouring = setInterval(() => {
        const nowMs = performance.now();
        for (const flood of connected.values()) flood.pour(bytesPerS, nowMs - lastMs);
        lastMs = nowMs;
      }, pourEveryMs);
    },
    stop: () => {
      pause();
      for (const socket of connected.keys()) socket.destroy();
      server.close();
    },
  };
}
