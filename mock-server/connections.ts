import { setMaxListeners } from "node:events";
import type { FastifyRequest } from "fastify";

type Socket = FastifyRequest["raw"]["socket"];

/** An unanswered request, as its connection sees it. */
interface PendingRequest {
  /** Called when the connection has closed. */
  end(): void;
  /** Called when the server is stopping: cuts a request that would never end. */
  letGo(): void;
  /** Answers with an error and closes the connection. */
  refuse(status: number, error: string): void;
}

/**
 * One client connection. Its requests share one abort signal, because creating one each would cost more than serving
 * them.
 */
export interface Connection {
  /** Aborted when the connection closes. */
  readonly signal: AbortSignal;
  /** Unanswered requests in order of arrival; several when the client pipelines. */
  readonly pending: Set<PendingRequest>;
  /** True once it had too many; its further requests are dropped. */
  isFull: boolean;
}

/** The open connections. */
export interface Connections {
  readonly of: (socket: Socket) => Connection;
  /** Whether a connection stays open after the current answer. */
  readonly afterAnswer: () => "keep" | "close";
  readonly isDraining: () => boolean;
  /**
   * Ends a connection with too many unanswered requests: answers the first, as answers must come in order, and reads no more.
   */
  readonly refuse: (socket: Socket, status: number, error: string) => void;
  /**
   * Makes every answer close its connection, and cuts requests that would never end.
   * @returns when the last connection with a request has closed
   */
  readonly drain: () => Promise<void>;
}

/** @param isShut - true while connections must not be kept open */
export function createConnections(isShut: () => boolean): Connections {
  const bySocket = new Map<Socket, Connection>();
  let isDraining = false;

  const open = (socket: Socket): Connection => {
    const gone = new AbortController();
    // Every unanswered request listens.
    setMaxListeners(0, gone.signal);
    const connection = { signal: gone.signal, pending: new Set<PendingRequest>(), isFull: false };
    bySocket.set(socket, connection);
    socket.once("close", () => {
      bySocket.delete(socket);
      gone.abort();
      endPending(connection);
    });
    return connection;
  };

  const of = (socket: Socket): Connection => bySocket.get(socket) ?? open(socket);

  return {
    of,
    isDraining: () => isDraining,
    afterAnswer: () => (isDraining || isShut() ? "close" : "keep"),
    refuse: (socket, status, error) => {
      const connection = of(socket);
      connection.isFull = true;
      socket.pause();
      const [first] = connection.pending;
      first?.refuse(status, error);
    },
    drain: async () => {
      isDraining = true;
      const busy = [...bySocket].filter(([, { pending }]) => pending.size > 0);
      const closed = busy.map(([socket]) => new Promise((resolve) => socket.once("close", resolve)));
      for (const [, { pending }] of busy) for (const request of pending) request.letGo();
      await Promise.all(closed);
    },
  };
}

/** Latest first, so that the slot of an earlier request does not pass to a later one on the same connection. */
function endPending({ pending }: Connection): void {
  for (const request of [...pending].toReversed()) request.end();
}
