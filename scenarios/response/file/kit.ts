import { requestCount } from "../../../domain/response/scenario.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { parsedBy } from "../../file/parse.ts";
import type { FileKit, LoadedScenario } from "../../source.ts";
import { changeResponse } from "./change.ts";
import { responseMistakes } from "./mistakes.ts";
import { loadRecording } from "./recording.ts";
import { responseSchema } from "./schema.ts";

/** In a file, a scenario names its recording by path. */
export const responseFiles: FileKit<ResponseScenario> = {
  schema: responseSchema,
  parse: (value) => {
    const parsed = parsedBy(responseSchema, value, responseMistakes(value));
    if (parsed.kind === "mistakes") return parsed;
    const { recording, ...scenario } = parsed.scenario;
    return recording === undefined
      ? { kind: "scenario", scenario }
      : { kind: "unfinished", finish: (path) => withRecording(path, scenario, recording) };
  },
  change: changeResponse,
};

/** @param path - of the scenario file */
async function withRecording(
  path: string,
  scenario: ResponseScenario,
  written: string,
): Promise<LoadedScenario<ResponseScenario>> {
  const loaded = await loadRecording(path, written);
  if (loaded.kind === "mistakes") {
    return {
      kind: "mistakes",
      mistakes: loaded.messages.map((message) => ({ path: ["recording"], message })),
    };
  }
  const { recording } = loaded;
  const [needed, available] = [requestCount(scenario), recording.offsetsMs.length];
  if (needed <= available) return { kind: "scenario", scenario: { ...scenario, recording } };
  const message = `need ${needed} requests, but ${written} has ${available}`;
  return { kind: "mistakes", mistakes: [{ path: ["phases"], message }] };
}
