const toldOneByOne = 10;
const toldOfMany = 3;

/** True when a report has room for a sentence about each incident; a month of attacks has dozens. */
export function areTold(incidents: readonly unknown[]): boolean {
  return incidents.length <= toldOneByOne;
}

/** Those of the failed incidents that get a sentence: all, or the first of very many. */
export function toldFailures<T>(failed: readonly T[], incidents: readonly unknown[]): readonly T[] {
  return areTold(incidents) ? failed : failed.slice(0, toldOfMany);
}
