import type { Detector } from "./detector.ts";
import type { Observation } from "./sources.ts";

type Rest = Pick<
  Detector<never>,
  "name" | "windowSize" | "elapse" | "arl0Worth" | "remark" | "scoreNow" | "valueNow" | "thresholdsNow"
>;

/**
 * The same detector with another `observe`. Methods that it has from a class keep working.
 * @param current - the detector that takes its place, if another one can; with the same methods
 */
export function observedBy<O extends Observation>(
  detector: Rest,
  observe: Detector<O>["observe"],
  current: () => Rest = () => detector,
): Detector<O> {
  const { name, windowSize, elapse, arl0Worth, remark, scoreNow, valueNow, thresholdsNow } = detector;
  return {
    name,
    windowSize,
    observe,
    ...(elapse === undefined ? {} : { elapse: (nowMs) => current().elapse?.(nowMs) ?? [] }),
    ...(arl0Worth === undefined ? {} : { arl0Worth: () => current().arl0Worth?.() }),
    ...(remark === undefined ? {} : { remark: () => current().remark?.() }),
    ...(scoreNow === undefined ? {} : { scoreNow: () => current().scoreNow?.() }),
    ...(valueNow === undefined ? {} : { valueNow: () => current().valueNow?.() }),
    ...(thresholdsNow === undefined ? {} : { thresholdsNow: () => current().thresholdsNow?.() ?? {} }),
  };
}
