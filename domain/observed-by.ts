import type { Detector } from "./detector.ts";
import type { Observation } from "./sources.ts";

/** The same detector with another `observe`. Methods that it has from a class keep working. */
export function observedBy<O extends Observation>(
  detector: Pick<Detector<never>, "name" | "windowSize" | "elapse" | "arl0Worth" | "remark">,
  observe: Detector<O>["observe"],
): Detector<O> {
  const { name, windowSize } = detector;
  const elapse = detector.elapse?.bind(detector);
  const arl0Worth = detector.arl0Worth?.bind(detector);
  const remark = detector.remark?.bind(detector);
  return {
    name,
    windowSize,
    observe,
    ...(elapse === undefined ? {} : { elapse }),
    ...(arl0Worth === undefined ? {} : { arl0Worth }),
    ...(remark === undefined ? {} : { remark }),
  };
}
