import type { FastifyRequest } from "fastify";

type Socket = FastifyRequest["raw"]["socket"];

/** A request that is not answered yet, as its connection sees it. */
interface Guest {
  /** The connection has closed. */
  end(): void;
  /** The server is stopping: cut now if nothing else would ever end it. */
  letGo(): void;
}

/** One client's connection. Its visits share one signal, because making one for each costs more than serving it. */
export interface Connection {
  /** Aborted when the connection closes. */
  readonly signal: AbortSignal;
  /** Not answered yet, in order of arrival; more than one when the client pipelines. */
  readonly visits: Set<Guest>;
}

/** Who is connected. */
export interface Connections {
  readonly of: (socket: Socket) => Connection;
  /** What becomes of a connection after the answer that is being written. */
  readonly afterAnswer: () => "keep" | "close";
  readonly isDraining: () => boolean;
  /**
   * From now on every answer closes its connection, and nobody is left hanging.
   * @returns when the last connection with a visit has closed
   */
  readonly drain: () => Promise<void>;
}

/** @param isShut - true while connections are not to be kept */
export function createConnections(isShut: () => boolean): Connections {
  const bySocket = new Map<Socket, Connection>();
  let isDraining = false;

  const open = (socket: Socket): Connection => {
    const gone = new AbortController();
    const connection = { signal: gone.signal, visits: new Set<Guest>() };
    bySocket.set(socket, connection);
    socket.once("close", () => {
      bySocket.delete(socket);
      gone.abort();
      endVisits(connection);
    });
    return connection;
  };

  return {
    of: (socket) => bySocket.get(socket) ?? open(socket),
    isDraining: () => isDraining,
    afterAnswer: () => (isDraining || isShut() ? "close" : "keep"),
    drain: async () => {
      isDraining = true;
      const busy = [...bySocket].filter(([, { visits }]) => visits.size > 0);
      const closed = busy.map(([socket]) => new Promise((resolve) => socket.once("close", resolve)));
      for (const [, { visits }] of busy) for (const visit of visits) visit.letGo();
      await Promise.all(closed);
    },
  };
}

/** The last first: the slot of an earlier one must not go to a later one whose client is as gone. */
function endVisits({ visits }: Connection): void {
  for (const visit of [...visits].toReversed()) visit.end();
}
