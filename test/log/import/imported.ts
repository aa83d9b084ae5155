import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FiredrillError } from "../../../domain/error.ts";
import { recordedRequest } from "../../../domain/response/recording.ts";
import type { RecordedRequest } from "../../../domain/response/recording.ts";
import type { ImportedLog, ImportFile } from "../../../log/import/read.ts";
import { readImport } from "../../../log/import/read.ts";
import type { RecordedLog } from "../../../log/response/recorded-log.ts";
import { recordedLogs } from "../../../log/response/recorded-log.ts";
import { testFolder } from "../../harness/folder.ts";

/** How a log was understood, and what was recorded of it. */
type Recorded = Omit<ImportedLog<RecordedLog>, "requests"> & RecordedLog;

type Settings = Partial<Omit<ImportFile, "log" | "onProgress">>;

/** Imports a log that is written to a file first. */
export async function imported(content: string | Buffer, settings: Settings = {}): Promise<Recorded> {
  const path = join(testFolder(), "some.log");
  writeFileSync(path, content);
  const file = { log: path, keep: [], onProgress: () => undefined, ...settings };
  const { requests, ...understood } = await readImport(file, recordedLogs);
  return { ...understood, ...requests };
}

/** The requests of an import, in order of leaving. */
export function requestsOf({ recording }: Pick<RecordedLog, "recording">): readonly RecordedRequest[] {
  return Array.from(recording.offsetsMs, (_, index) => recordedRequest(recording, index));
}

/** Why a log could not be imported; `undefined` when it could. */
export async function refusalOf(importing: Promise<Recorded>): Promise<FiredrillError | undefined> {
  try {
    await importing;
    return undefined;
  } catch (error) {
    if (error instanceof FiredrillError) return error;
    throw error;
  }
}
