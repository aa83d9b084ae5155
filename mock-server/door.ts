import type { Clock } from "../domain/time/clock.ts";

/** What new connections come through. */
interface Gate {
  /** New connections are refused and idle ones closed; those with a request stay. */
  readonly close: () => void;
  readonly open: () => Promise<void>;
}

/** Lets connections in, except while the server is down. */
export interface Door {
  /** From now on there is something to shut. */
  readonly guard: (gate: Gate) => void;
  /** Asking again while it is shut changes nothing. */
  readonly shutFor: (downMs: number) => void;
  readonly isShut: () => boolean;
  /** The server is stopping: the door stays as it is. */
  readonly leave: () => void;
}

export function createDoor(clock: Clock): Door {
  const left = new AbortController();
  let gate: Gate | undefined;
  let isShut = false;

  const openAgain = async (shut: Gate): Promise<void> => {
    const release = clock.hold();
    try {
      await shut.open();
      isShut = false;
    } finally {
      release();
    }
  };

  return {
    guard: (guarded) => {
      gate = guarded;
    },
    shutFor: (downMs) => {
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
    isShut: () => isShut,
    leave: () => left.abort(),
  };
}
