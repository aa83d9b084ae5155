import type { Clock } from "../domain/time/clock.ts";

/** Opens and closes the listening socket. */
interface Socket {
  /** Refuses new connections and closes idle ones; connections with a request stay open. */
  readonly close: () => void;
  readonly open: () => Promise<void>;
}

/** Accepts connections, except while the server is down. */
export interface Listener {
  /** Sets the socket to control. */
  readonly attach: (socket: Socket) => void;
  /** Does nothing while already closed. */
  readonly closeFor: (downMs: number) => void;
  readonly isClosed: () => boolean;
  /** Cancels a pending reopening; for a server that is stopping. */
  readonly stop: () => void;
}

export function createListener(clock: Clock): Listener {
  const stopped = new AbortController();
  let socket: Socket | undefined;
  let isShut = false;

  const openAgain = async (closed: Socket): Promise<void> => {
    const release = clock.hold();
    try {
      await closed.open();
      isShut = false;
    } finally {
      release();
    }
  };

  return {
    attach: (attached) => {
      socket = attached;
    },
    closeFor: (downMs) => {
      const closed = socket;
      if (closed === undefined || isShut) return;
      isShut = true;
      closed.close();
      // If the port is taken in the meantime, the server stays down; there is no caller to tell.
      void clock
        .sleepUntilMs(clock.nowMs() + downMs, stopped.signal)
        .then(() => openAgain(closed))
        .catch(() => undefined);
    },
    isClosed: () => isShut,
    stop: () => stopped.abort(),
  };
}
