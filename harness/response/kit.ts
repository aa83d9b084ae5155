import type { ResponseObservation } from "../../domain/response/observation.ts";
import type { ResponseScenario } from "../../domain/response/scenario.ts";
import type { HarnessKit } from "../source.ts";
import { phaseDial } from "./dial.ts";
import { simulateResponses } from "./simulate.ts";

export const responseHarness: HarnessKit<ResponseObservation, ResponseScenario> = {
  play: { simulate: simulateResponses },
  study: { faultDial: phaseDial },
};
