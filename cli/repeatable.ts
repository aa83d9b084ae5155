const noValues: readonly string[] = [];

const severalTimes = { type: "string", array: true, nargs: 1 } as const;

/** An option that may be given several times, each time with one value. */
export const repeatable = { ...severalTimes, default: noValues } as const;

/** The same, at least once: a default would stand in for what is missing. */
export const repeatableOnceAtLeast = { ...severalTimes, demandOption: true } as const;
