import type { Clock } from "../domain/time/clock.ts";

/** What new connections come through. */
interface Socket {
  /** New connections are refused and idle ones closed; those with a request stay. */
  readonly close: () => void;
  readonly open: () => Promise<void>;
}

/** Lets connections in, except while the server is down. */
export interface Listener {
  /** From now on there is something to shut. */
  readonly attach: (gate: Socket) => void;
  /** Asking again while it is shut changes nothing. */
  readonly closeFor: (downMs: number) => void;
  readonly isClosed: () => boolean;
  /** The server is stopping: the listener stays as it is. */
  readonly stop: () => void;
}

export function createListener(clock: Clock): Listener {
  const left = new AbortController();
  let gate: Socket | undefined;
  let isShut = false;

  const openAgain = async (shut: Socket): Promise<void> => {
    const release = clock.hold();
    try {
      await shut.open();
      isShut = false;
    } finally {
      release();
    }
  };

  return {
    attach: (guarded) => {
      gate = guarded;
    },
    closeFor: (downMs) => {
      const shut = gate;
      if (shut === undefined || isShut) return;
      isShut = true;
      shut.close();
      // Nobody can be told when the port is lost in between: its clients see that it stays down.
      void clock
        .sleepUntilMs(clock.nowMs() + downMs, left.signal)
        .then(() => openAgain(shut))
        .catch(() => undefined);
    },
    isClosed: () => isShut,
    stop: () => left.abort(),
  };
}
