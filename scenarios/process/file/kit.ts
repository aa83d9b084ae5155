import { mostLeakedBytes, mostLeakedFiles } from "../../../domain/process/limits.ts";
import type { Mode } from "../../../domain/process/modes.ts";
import { loadOf, modeKit } from "../../../domain/process/modes.ts";
import type { ProcessPhase, ProcessScenario } from "../../../domain/process/scenario.ts";
import { secondsLength } from "../../../domain/process/scenario.ts";
import type { Mistake } from "../../file/mistake.ts";
import { parsedBy } from "../../file/parse.ts";
import type { PhasedSettings } from "../../phases/change.ts";
import { changePhased } from "../../phases/change.ts";
import { phasedMistakes } from "../../phases/mistakes.ts";
import type { FileKit } from "../../source.ts";
import { modeSchemas, processSchema } from "./schema.ts";

const settings: PhasedSettings<Mode, ProcessPhase, ProcessScenario> = {
  numbers: {},
  ofPhases: [],
  fieldsOf: ({ kind }) => Object.keys(modeKit(kind).fields),
  schemaOf: () => modeSchemas.anyKind,
  length: secondsLength,
  onsetUnit: "the index of a sample",
  fixedOnset: () => undefined,
};

export const processFiles: FileKit<ProcessScenario> = {
  schema: processSchema,
  parse: (value) => parsedBy(processSchema, value, mistakesIn(value)),
  change: (scenario, setting) => changePhased(settings, scenario, setting),
};

function mistakesIn(value: unknown): readonly Mistake[] {
  const parsed = processSchema.safeParse(value);
  return [...phasedMistakes(value, {}, () => []), ...(parsed.success ? leakMistakes(parsed.data) : [])];
}

/** A leak may not take the machine down. */
function leakMistakes({ modes, phases }: Pick<ProcessScenario, "modes" | "phases">): readonly Mistake[] {
  let [bytes, files] = [0, 0];
  for (const { mode, seconds } of phases) {
    const load = loadOf(modes, mode);
    bytes += (load?.leakedBytesPerS ?? 0) * seconds;
    files += (load?.leakedFilesPerS ?? 0) * seconds;
  }
  const path = ["phases"];
  return [
    ...(bytes > mostLeakedBytes
      ? [
          {
            path,
            message: `leak ${bytes / 1e6} MB in all; a process leaks ${mostLeakedBytes / 1e6} MB at most`,
          },
        ]
      : []),
    ...(files > mostLeakedFiles
      ? [{ path, message: `leak ${files} files in all; a process leaks ${mostLeakedFiles} at most` }]
      : []),
  ];
}
