import { pathName } from "../../domain/access/kit.ts";
import type { AccessObservation } from "../../domain/access/observation.ts";
import type { AccessPicture } from "../../domain/access/picture.ts";
import type { AccessScenario } from "../../domain/access/scenario.ts";
import { activityCollector } from "../../domain/results/picture.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { ScoreKit } from "../source.ts";

export const accessScore: ScoreKit<AccessObservation, AccessScenario, AccessPicture> = {
  subjects: [
    { kind: "ip", nameOf: ({ ip }) => canonicalAddress(ip) ?? ip },
    { kind: "path", nameOf: pathName },
  ],
  pictureCollector: () => {
    const { add, finish } = activityCollector();
    return {
      add: ({ atMs, status }) => add(atMs, status >= 400 ? "failure" : "success"),
      finish: () => ({ source: "access", activity: finish() }),
    };
  },
  floorOf: () => ({ kind: "none", reason: "requests of visitors are not independent draws from one law" }),
};
