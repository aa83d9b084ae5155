/** Wakes one sleeper; ringing while it is awake lets its next sleep end at once. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves at the next ring, or at once when it rang since the last `heard` resolved. */
  readonly heard: () => Promise<void>;
}

const nobody = (): void => undefined;

export function createBell(): Bell {
  let rang = false;
  let wake = nobody;
  return {
    ring() {
      rang = true;
      wake();
    },
    async heard() {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (rang) resolve();
      });
      rang = false;
    },
  };
}
