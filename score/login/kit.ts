import type { LoginObservation } from "../../domain/login/observation.ts";
import type { LoginPicture } from "../../domain/login/picture.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { activityCollector, tallyCollector } from "../../domain/results/picture.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { ScoreKit } from "../source.ts";

export const loginScore: ScoreKit<LoginObservation, LoginScenario, LoginPicture> = {
  // An attack targets a user; it comes from an address.
  subjects: [{ kind: "ip", nameOf: ({ ip }) => canonicalAddress(ip) ?? ip }],
  pictureCollector: () => {
    const activity = activityCollector();
    const [addresses, users] = [tallyCollector(), tallyCollector()];
    return {
      add: ({ atMs, ip, user, outcome }) => {
        activity.add(atMs, outcome.kind);
        addresses.add(ip, outcome.kind);
        users.add(user, outcome.kind);
      },
      finish: () => ({
        source: "login",
        activity: activity.finish(),
        addresses: addresses.finish(),
        users: users.finish(),
      }),
    };
  },
  floorOf: () => ({
    kind: "none",
    reason: "attempts to log in are not independent draws from one law",
  }),
};
