import type { DetectorChoice } from "./gates.ts";

/** Settings of detectors that are not ours, given beside `--detector`. */
export interface RemoteSettings {
  /** How rows are written to a command's standard input. */
  readonly feed: "csv" | "ndjson";
  /** Finds alerts in a command's output; absent: lines that hold WARNING or ERROR. */
  readonly alertPattern?: string;
  /** Wall time. */
  readonly startTimeoutMs: number;
  /** Whether repeats meet the same scrape and evaluation phases. */
  readonly phases: "pinned" | "sampled";
}

export const defaultRemoteSettings: RemoteSettings = {
  feed: "csv",
  startTimeoutMs: 10_000,
  phases: "pinned",
};

/** @returns undefined when the words name no detector of somebody else's */
export function remoteDefinition(_spec: string, _settings: RemoteSettings): DetectorChoice | undefined {
  return undefined;
}
