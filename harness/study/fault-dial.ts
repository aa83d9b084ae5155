/** The one number of a scenario that says how large its fault is. */
export interface FaultDial {
  /** As `--set` takes it. */
  readonly target: string;
  /** No fault at all. */
  readonly none: number;
  /** As the scenario has it. */
  readonly full: number;
}

const halvings = 8;
const smallestShare = 1 / 1024;
const significantDigits = 4;

/**
 * The smallest fault for which `isNoticed` holds, by halving the ratio between the full one and a thousandth of it.
 * @returns undefined when not even the full one is noticed
 */
export async function smallestNoticed(
  { none, full }: FaultDial,
  isNoticed: (value: number) => Promise<boolean>,
): Promise<number | undefined> {
  const valueAt = (share: number): number =>
    Number((none + (full - none) * share).toPrecision(significantDigits));
  if (!(await isNoticed(full))) return undefined;
  let [low, high] = [Math.log(smallestShare), 0];
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = (low + high) / 2;
    if (await isNoticed(valueAt(Math.exp(middle)))) high = middle;
    else low = middle;
  }
  return valueAt(Math.exp(high));
}
