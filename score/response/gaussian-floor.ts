import { bisect } from "../../domain/numbers/root.ts";
import { cusumRunLength } from "../../domain/numbers/run-length.ts";
import { normalUpperTail } from "../../domain/numbers/normal.ts";

/**
 * How fast a shift of a normal mean can be noticed at all: the zero-state mean delay, in observations, of the CUSUM
 * that is optimal among all rules with at least this ARL0 (Moustakides 1986). An exact floor, not log(ARL0) / KL, which
 * is only its first order.
 * @param shiftSd - of the mean, in standard deviations, above 0
 * @param arl0 - healthy observations per false alarm, above 1
 */
export function gaussianFloor(shiftSd: number, arl0: number): number {
  const k = shiftSd / 2;
  if (1 / normalUpperTail(k) >= arl0) return singleValueDelay(shiftSd, arl0);
  const h = bisect(0, highestThreshold(k, arl0), (threshold) => cusumRunLength(k, threshold, 0) >= arl0);
  return cusumRunLength(k, h, shiftSd);
}

/** A shift so large that one value decides: the CUSUM is then a threshold on single values. */
function singleValueDelay(shiftSd: number, arl0: number): number {
  const threshold = bisect(0, 40, (at) => normalUpperTail(at) <= 1 / arl0);
  return 1 / normalUpperTail(threshold - shiftSd);
}

function highestThreshold(k: number, arl0: number): number {
  let h = 1;
  while (cusumRunLength(k, h, 0) < arl0) h *= 1.25;
  return h;
}
