import type { LoginObservation } from "../../domain/login/observation.ts";
import type { DetectorKit } from "../source.ts";
import { loginGuard } from "./guard/guard.ts";
import { loginRules } from "./rules/rules.ts";

export const loginDetectors: DetectorKit<LoginObservation> = {
  detectors: [loginRules, loginGuard],
  guard: loginGuard,
  metrics: undefined,
  exported: [],
};
