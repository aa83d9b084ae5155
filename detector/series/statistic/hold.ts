/** Keeps an episode open from an alarm until `quiet` rows have brought no other. */
export interface Hold {
  /** @returns true while the episode goes on */
  readonly row: (hasAlarm: boolean) => boolean;
}

export function holdFor(quiet: number): Hold {
  let left = 0;
  return {
    row: (hasAlarm) => {
      left = hasAlarm ? quiet : Math.max(0, left - 1);
      return left > 0;
    },
  };
}
