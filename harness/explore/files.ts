import { join } from "node:path";
import { writeSheet, writeText } from "../../log/files/line-file.ts";
import { attemptsPerHour } from "../../report/login/explore/attempts-per-hour.ts";
import { attemptsPerIp } from "../../report/login/explore/attempts-per-ip.ts";
import type { Exploration } from "../../report/login/explore/exploration.ts";
import { failureRateByUsers } from "../../report/login/explore/failure-rate.ts";
import { pivotRows } from "../../report/login/explore/pivot.ts";
import { successByIpLinear, successByIpLog } from "../../report/login/explore/success-by-ip.ts";
import { freeFiles, makeFolderForFiles } from "../files/free-files.ts";
import type { DrawnRule } from "../login/explore/boundaries.ts";

type Draw = (exploration: Exploration, rule: DrawnRule) => string;

/** Nothing in a name comes from the log. */
const pictures: Readonly<Record<string, Draw>> = {
  "attempts-per-hour.svg": attemptsPerHour,
  "attempts-per-ip.svg": attemptsPerIp,
  "success-by-ip-linear.svg": successByIpLinear,
  "success-by-ip-log.svg": successByIpLog,
  "failure-rate-by-users.svg": (exploration, { boundaries, captions }) =>
    failureRateByUsers(exploration, boundaries, captions),
};

const sheetName = "by-ip.csv";

/**
 * The paths of all files, none of which is there.
 * @throws FiredrillError LOG_EXISTS
 */
export function explorationFiles(folder: string): readonly string[] {
  return freeFiles(folder, [...Object.keys(pictures), sheetName]);
}

/**
 * Draws the pictures and writes the table by address.
 * @throws FiredrillError LOG_EXISTS, LOG_NOT_WRITABLE
 */
export function writeExploration(folder: string, exploration: Exploration, rule: DrawnRule): void {
  makeFolderForFiles(folder);
  for (const [name, draw] of Object.entries(pictures)) writeText(join(folder, name), draw(exploration, rule));
  writeSheet(join(folder, sheetName), pivotRows(exploration));
}
