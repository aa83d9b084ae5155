import type { Labelled } from "../../domain/truth.ts";
import { activityBook } from "../../domain/results/activity.ts";
import type { Activity } from "../../domain/results/activity.ts";
import { addressBook } from "./addresses.ts";
import type { Addresses } from "./addresses.ts";

/** What scoring by subject needs of a log of logins. */
export interface LoginFacts {
  readonly addresses: Addresses;
  readonly activity: Activity;
}

/** Takes labelled rows in any order and passes over those that are no logins. */
export interface LoginBook {
  readonly add: (row: Labelled) => void;
  /** The facts so far; `undefined` before the first login. */
  readonly finish: () => LoginFacts | undefined;
}

/** It grows with the distinct addresses of the log, not with its rows. */
export function loginBook(): LoginBook {
  const { add, addresses } = addressBook();
  const activity = activityBook();
  return {
    add: ({ observation, truth }) => {
      switch (observation.kind) {
        case "response":
          return;
        case "login":
          add(observation, truth);
          activity.add(observation.atMs, observation.outcome.kind);
      }
    },
    finish: () => (addresses.size === 0 ? undefined : { addresses, activity: activity.finish() }),
  };
}
