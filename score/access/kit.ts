import { pathName } from "../../domain/access/kit.ts";
import type { AccessObservation } from "../../domain/access/observation.ts";
import type { AccessPicture } from "../../domain/access/picture.ts";
import type { AccessScenario } from "../../domain/access/scenario.ts";
import { activityCollector, tallyCollector } from "../../domain/results/picture.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { ScoreKit } from "../source.ts";

export const accessScore: ScoreKit<AccessObservation, AccessScenario, AccessPicture> = {
  subjects: [
    { kind: "ip", nameOf: ({ ip }) => canonicalAddress(ip) ?? ip },
    { kind: "path", nameOf: pathName },
  ],
  pictureCollector: () => {
    const activity = activityCollector();
    const [clients, paths, statuses] = [tallyCollector(), tallyCollector(), tallyCollector()];
    return {
      add: ({ atMs, ip, path, status }) => {
        const outcome = status >= 400 ? "failure" : "success";
        activity.add(atMs, outcome);
        clients.add(ip, outcome);
        paths.add(path, outcome);
        statuses.add(String(status), outcome);
      },
      finish: () => ({
        source: "access",
        activity: activity.finish(),
        clients: clients.finish(),
        paths: paths.finish(),
        statuses: statuses.finish(),
      }),
    };
  },
  floorOf: () => ({ kind: "none", reason: "requests of visitors are not independent draws from one law" }),
};
