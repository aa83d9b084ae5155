import type { CounterObservation } from "../../domain/counter/kit.ts";
import { threshold } from "../series/threshold.ts";
import type { DetectorKit } from "../source.ts";

export const counterDetectors: DetectorKit<CounterObservation> = {
  detectors: [],
  guard: threshold,
  metrics: undefined,
  exported: [],
};
