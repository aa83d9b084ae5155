import { requestCount } from "../../../domain/response/scenario.ts";
import type { ResponseScenario } from "../../../domain/response/scenario.ts";
import { parsedBy } from "../../file/parse.ts";
import type { FileKit, LoadedScenario } from "../../source.ts";
import { changeResponse } from "./change.ts";
import { responseMistakes } from "./mistakes.ts";
import { loadRecording } from "./recording.ts";
import { responseSchema } from "./schema.ts";

/** A scenario as a file holds it names its recording by the path of another file. */
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

/** @param path - of the file that names the recording */
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
  const [wanted, there] = [requestCount(scenario), recording.offsetsMs.length];
  if (wanted <= there) return { kind: "scenario", scenario: { ...scenario, recording } };
  const message = `ask for ${wanted} requests, and ${written} has ${there}`;
  return { kind: "mistakes", mistakes: [{ path: ["phases"], message }] };
}
