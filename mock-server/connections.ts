import type { FastifyRequest } from "fastify";

type Socket = FastifyRequest["raw"]["socket"];

/** An unanswered request, as its connection sees it. */
interface PendingRequest {
  /** Called when the connection has closed. */
  end(): void;
  /** Called when the server is stopping: cuts a request that would never end. */
  letGo(): void;
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
}

/** The open connections. */
export interface Connections {
  readonly of: (socket: Socket) => Connection;
  /** Whether a connection stays open after the current answer. */
  readonly afterAnswer: () => "keep" | "close";
  readonly isDraining: () => boolean;
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
    const connection = { signal: gone.signal, pending: new Set<PendingRequest>() };
    bySocket.set(socket, connection);
    socket.once("close", () => {
      bySocket.delete(socket);
      gone.abort();
      endPending(connection);
    });
    return connection;
  };

  return {
    of: (socket) => bySocket.get(socket) ?? open(socket),
    isDraining: () => isDraining,
    afterAnswer: () => (isDraining || isShut() ? "close" : "keep"),
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
