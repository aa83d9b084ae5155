import type { AccessObservation } from "../../domain/access/observation.ts";
import type { DetectorKit } from "../source.ts";
import { autoencoder } from "./autoencoder/autoencoder.ts";
import { accessGuard } from "./guard/guard.ts";

export const accessDetectors: DetectorKit<AccessObservation> = {
  detectors: [autoencoder, accessGuard],
  guard: accessGuard,
  metrics: undefined,
  exported: [],
};
