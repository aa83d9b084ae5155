/** What a watched process leaks at most, so that no drill takes the machine down. */
export const mostLeakedBytes = 1e9;
export const mostLeakedFiles = 10_000;
