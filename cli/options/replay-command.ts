import { ownCommand } from "../../harness/world/own-module.ts";
import type { RemoteSettings } from "../../harness/session/remote-definitions.ts";
import { remoteDefaults } from "./options.ts";

/** What decides a drill, as it was asked for. */
export interface DrillRequest {
  readonly scenario: string;
  readonly seed: number;
  readonly clock: string;
  readonly detectors: readonly string[];
  readonly settings: readonly string[];
  readonly within?: string;
  readonly severity?: string;
  readonly logFormat: string;
  /** Absent: by default. */
  readonly remote?: Pick<RemoteSettings, "feed" | "alertPattern" | "startTimeoutMs" | "phases">;
}

/** The command that plays exactly this drill again, ready for a POSIX shell; defaults are left out. */
export function replayCommand(request: DrillRequest): string {
  const { scenario, seed, clock, detectors, settings, within, severity, logFormat, remote } = request;
  const words = [
    `${ownCommand} run`,
    shellWord(scenario),
    ...option("clock", clock === "virtual" ? undefined : clock),
    ...option("seed", String(seed)),
    ...settings.flatMap((setting) => option("set", setting)),
    ...detectors.flatMap((detector) => option("detector", detector)),
    ...option("within", within),
    ...option("severity", severity),
    ...option("log-format", logFormat === "csv" ? undefined : logFormat),
    ...(remote === undefined ? [] : remoteOptions(remote)),
  ];
  return words.join(" ");
}

function remoteOptions({
  feed,
  alertPattern,
  startTimeoutMs,
  phases,
}: NonNullable<DrillRequest["remote"]>): readonly string[] {
  return [
    ...option("feed", unless(remoteDefaults.feed, feed)),
    ...option("alert-pattern", alertPattern),
    ...option("start-timeout", unless(String(remoteDefaults.startTimeout), String(startTimeoutMs / 1000))),
    ...option("phases", unless(remoteDefaults.phases, phases)),
  ];
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}`, shellWord(value)];
}

function unless(usual: string, value: string): string | undefined {
  return value === usual ? undefined : value;
}

/** As a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
