import type { LoginObservation } from "../../../domain/login/observation.ts";
import { attemptsPerHour } from "../../../report/login/explore/attempts-per-hour.ts";
import { attemptsPerIp } from "../../../report/login/explore/attempts-per-ip.ts";
import type { Exploration } from "../../../report/login/explore/exploration.ts";
import { failureRateByUsers } from "../../../report/login/explore/failure-rate.ts";
import { successByIpLinear, successByIpLog } from "../../../report/login/explore/success-by-ip.ts";
import { explorationText, pivotRows } from "../../../report/login/explore/tables.ts";
import type { Explorer } from "../../source.ts";
import { writeExplored } from "../../traffic/explore.ts";
import { explorationCollector } from "./collector.ts";
import type { DrawnRule } from "./boundaries.ts";
import { drawnRule, noRule } from "./boundaries.ts";
import { exploreLimits } from "./limits.ts";

type Draw = (exploration: Exploration, rule: DrawnRule) => string;

/** File names are fixed, so no text of the log gets into them. */
const pictures: Readonly<Record<string, Draw>> = {
  "attempts-per-hour.svg": attemptsPerHour,
  "attempts-per-ip.svg": attemptsPerIp,
  "success-by-ip-linear.svg": successByIpLinear,
  "success-by-ip-log.svg": successByIpLog,
  "failure-rate-by-users.svg": (exploration, { boundaries, captions }) =>
    failureRateByUsers(exploration, boundaries, captions),
};

const sheetName = "by-ip.csv";

/** Draws login attempts as pictures and a table by address. */
export const loginExplorer: Explorer<LoginObservation> = {
  fileNames: [...Object.keys(pictures), sheetName],
  collector: (modelPath) => {
    const rule = modelPath === undefined ? noRule : drawnRule(modelPath);
    const { add, finish } = explorationCollector(exploreLimits);
    return {
      add,
      finish: () => {
        const exploration = finish();
        if (exploration === undefined) return undefined;
        return {
          text: explorationText(exploration),
          write: (folder) => writeExploration(folder, exploration, rule),
        };
      },
    };
  },
};

/**
 * Draws the pictures and writes the table by address.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeExploration(folder: string, exploration: Exploration, rule: DrawnRule): void {
  const drawn = Object.entries(pictures).map(
    ([name, draw]) => [name, () => draw(exploration, rule)] as const,
  );
  writeExplored(folder, exploration, Object.fromEntries(drawn), { [sheetName]: pivotRows });
}
