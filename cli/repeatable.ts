const noValues: readonly string[] = [];

/** An option that may be given several times, each time with one value. */
export const repeatable = { type: "string", array: true, nargs: 1, default: noValues } as const;
