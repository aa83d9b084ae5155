import type { Mode } from "../../../domain/response/modes.ts";
import { modeKit } from "../../../domain/response/modes.ts";
import type { ResponsePhase, ResponseScenario } from "../../../domain/response/scenario.ts";
import { requestLength } from "../../../domain/response/scenario.ts";
import type { PhasedSettings } from "../../phases/change.ts";
import { changePhased } from "../../phases/change.ts";
import { modeSchemas, responseSchema, shareSchema } from "./schema.ts";

const { timeoutMs, openAfterMs } = responseSchema.unwrap().shape;

const settings: PhasedSettings<Mode, ResponsePhase, ResponseScenario> = {
  numbers: { timeoutMs, openAfterMs },
  ofPhases: [
    {
      field: "share",
      schema: shareSchema,
      // A share needs requests that are affected one by one.
      fits: ({ modes }, modeName) => {
        const mode = modes[modeName];
        if (modeName === "normal" || mode === undefined) return false;
        const { phase, noShare } = modeKit(mode.kind);
        return phase === undefined && noShare === undefined;
      },
      set: (phase, share) => ("requests" in phase ? { ...phase, share } : phase),
    },
  ],
  fieldsOf: ({ kind }) => Object.keys(modeKit(kind).fields),
  schemaOf: () => modeSchemas.anyKind,
  length: requestLength,
  onsetUnit: "the index of a request",
  fixedOnset: ({ phases, modes }) =>
    phases.some(({ mode }) => modes[mode]?.kind === "recorded")
      ? "The onset of a recording is fixed. If the incident began at another request, edit the phases of the file."
      : undefined,
};

export function changeResponse(scenario: ResponseScenario, setting: string): ResponseScenario {
  return changePhased(settings, scenario, setting);
}
