import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FiredrillError } from "../../../domain/error.ts";
import { recordedRequest } from "../../../domain/response/recording.ts";
import type { RecordedRequest } from "../../../domain/response/recording.ts";
import type { ImportedLog, ImportFile } from "../../../log/import/read.ts";
import { readImport } from "../../../log/import/read.ts";
import { testFolder } from "../../harness/folder.ts";

type Settings = Partial<Omit<ImportFile, "path" | "onProgress">>;

/** Imports a log that is written to a file first. */
export function imported(content: string | Buffer, settings: Settings = {}): Promise<ImportedLog> {
  const path = join(testFolder(), "some.log");
  writeFileSync(path, content);
  return readImport({ path, keep: [], onProgress: () => undefined, ...settings });
}

/** The requests of an import, in order of leaving. */
export function requestsOf({ recording }: Pick<ImportedLog, "recording">): readonly RecordedRequest[] {
  return Array.from(recording.offsetsMs, (_, index) => recordedRequest(recording, index));
}

/** Why a log could not be imported; `undefined` when it could. */
export async function refusalOf(importing: Promise<ImportedLog>): Promise<FiredrillError | undefined> {
  try {
    await importing;
    return undefined;
  } catch (error) {
    if (error instanceof FiredrillError) return error;
    throw error;
  }
}
