import type { FastifyRequest } from "fastify";

type Socket = FastifyRequest["raw"]["socket"];

/** A request that is not answered yet, as its connection sees it. */
interface PendingRequest {
  /** The connection has closed. */
  end(): void;
  /** The server is stopping: cut now if nothing else would ever end it. */
  letGo(): void;
}

/** One client's connection. Its pending share one signal, because making one for each costs more than serving it. */
export interface Connection {
  /** Aborted when the connection closes. */
  readonly signal: AbortSignal;
  /** Not answered yet, in order of arrival; more than one when the client pipelines. */
  readonly pending: Set<PendingRequest>;
}

/** Who is connected. */
export interface Connections {
  readonly of: (socket: Socket) => Connection;
  /** What becomes of a connection after the answer that is being written. */
  readonly afterAnswer: () => "keep" | "close";
  readonly isDraining: () => boolean;
  /**
   * From now on every answer closes its connection, and nobody is left hanging.
   * @returns when the last connection with a request has closed
   */
  readonly drain: () => Promise<void>;
}

/** @param isShut - true while connections are not to be kept */
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

/** The last first: the slot of an earlier one must not go to a later one whose client is as gone. */
function endPending({ pending }: Connection): void {
  for (const request of [...pending].toReversed()) request.end();
}
