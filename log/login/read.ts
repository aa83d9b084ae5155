import { FiredrillError } from "../../domain/error.ts";
import type { LoginObservation } from "../../domain/login/observation.ts";
import type { Observation } from "../../domain/sources.ts";
import type { LogReading } from "../files/read.ts";
import { readObservedLog } from "../files/read.ts";
import { wantedLog } from "./attacks.ts";

/**
 * Reads a log of logins as a detector may see it, in any format.
 * @throws FiredrillError NOT_OF_LOGINS; else as `readObservedLog`
 */
export function readLoginLog(path: string): LogReading<LoginObservation> {
  const reading = readObservedLog(path, { utcOffsetMs: () => 0 });
  if (reading.detected.source !== "login") throw notOfLogins(path, reading.detected.source);
  return { ...reading, rows: loginsIn(reading.rows) };
}

async function* loginsIn(rows: AsyncIterable<Observation>): AsyncGenerator<LoginObservation> {
  for await (const row of rows) if (row.kind === "login") yield row;
}

function notOfLogins(path: string, source: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_OF_LOGINS",
    `${path} is a log of ${source}, not of login.`,
    wantedLog,
  );
}
