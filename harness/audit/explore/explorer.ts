import type { AuditObservation } from "../../../domain/audit/observation.ts";
import { FiredrillError } from "../../../domain/error.ts";
import { alertsPerHour, byUserAndHour } from "../../../report/audit/explore/pictures.ts";
import type { Exploration } from "../../../report/audit/explore/exploration.ts";
import { explorationText, rareRows, userRows } from "../../../report/audit/explore/tables.ts";
import type { Explorer } from "../../source.ts";
import { writeExplored } from "../../traffic/explore.ts";
import { exploreLimits, explorationCollector } from "./collector.ts";

/** File names are fixed, so no text of the log gets into them. */
const pictures: Readonly<Record<string, (explored: Exploration) => string>> = {
  "alerts-per-hour.svg": alertsPerHour,
  "commands-by-user-and-hour.svg": (explored) => byUserAndHour(explored, "command"),
  "files-by-user-and-hour.svg": (explored) => byUserAndHour(explored, "file"),
};

const sheets: Readonly<Record<string, (explored: Exploration) => Iterable<readonly string[]>>> = {
  "by-user.csv": userRows,
  "rarest.csv": rareRows,
};

/** Draws alerts of hosts as pictures, and tables by user and of the rarest lines. */
export const auditExplorer: Explorer<AuditObservation> = {
  fileNames: [...Object.keys(pictures), ...Object.keys(sheets)],
  collector: (modelPath) => {
    if (modelPath !== undefined) throw nothingToDraw(modelPath);
    const { add, finish } = explorationCollector(exploreLimits);
    return {
      add,
      finish: () => {
        const exploration = finish();
        if (exploration === undefined) return undefined;
        return {
          text: explorationText(exploration),
          write: (folder) => writeExplored(folder, exploration, pictures, sheets),
        };
      },
    };
  },
};

function nothingToDraw(modelPath: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "MODEL_NOT_DRAWN",
    `Cannot draw the model ${modelPath}: pictures of host audits have no place for limits.`,
    "Leave out --model.",
  );
}
