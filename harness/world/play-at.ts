import { FiredrillError } from "../../domain/error.ts";
import { firstInstantMs } from "../../domain/scenario.ts";
import type { Scenario } from "../../domain/sources.ts";
import { domainKit } from "../../domain/sources.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import { defaultTimeoutMs } from "../../domain/wire/outcome.ts";
import { untracked } from "../../domain/wire/request-tracker.ts";
import type { LogFormat } from "../../log/formats/format.ts";
import { checkedTarget } from "../../mock-client/target.ts";
import { undiciTransport } from "../../mock-client/transport.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { factorOf, localOffsetMs, newClockOrigin, wallClock } from "../clock/clock.ts";
import type { DrillEvent } from "../drill/drill.ts";
import { interrupted } from "../drill/interrupted.ts";
import type { LogPair } from "../files/log-pair.ts";
import { beginLogPair, checkLogPair } from "../files/log-pair.ts";
import type { PlaySummary } from "../source.ts";
import { harnessKit } from "../sources.ts";
import { playOut } from "./play.ts";
import type { World } from "./world.ts";

export interface PlayAtSettings {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly clock: WallClockKind;
  /** URL of the server. */
  readonly target: string;
  /** Hosts other than this machine that the user allows as a target. */
  readonly allowHosts: readonly string[];
  /** Path of the client's log. Default: that of the log source. */
  readonly logPath: string | undefined;
  readonly logFormat: LogFormat;
  /** Path of the labelled log, in CSV. Without it none is written. */
  readonly labelsPath: string | undefined;
  readonly signal: AbortSignal;
  readonly onEvent: (event: PlayAtEvent) => void;
}

/** Progress of a play: its rows, or one announcement if the client does not write the log. */
type PlayAtEvent =
  | Extract<DrillEvent, { readonly kind: "started" | "row" }>
  | { readonly kind: "announced"; readonly sentence: string };

/**
 * Plays a scenario against a server that is already running. If the client writes the log, it writes row by row; an existing
 * log in the original's format is appended to, as the original does, and an existing log in another format is an error.
 * @throws FiredrillError BAD_TARGET, TARGET_NOT_ALLOWED, LOG_WRITTEN_BY_SERVER, SAME_FILE_TWICE, LOG_EXISTS, LOG_NOT_WRITABLE,
 * TARGET_LOST; INTERRUPTED when the signal was aborted
 */
export async function playAt(settings: PlayAtSettings): Promise<PlaySummary> {
  const { scenario, seed, clock, signal, onEvent } = settings;
  const pair = clientLogs(settings);
  const target = checkedTarget(settings.target, settings.allowHosts);
  if (pair !== undefined) checkLogPair(pair);
  const logs = pair === undefined ? undefined : beginLogPair(pair);
  const world = worldAround(target, clock);
  const kit = harnessKit(scenario.source).play;
  const counts = kit.counts(scenario);
  announce(settings, target);
  try {
    const { targetLost } = await playOut(world, { scenario, seed, signal }, (played) => {
      if (played.row !== undefined) logs?.write(played.row);
      if ("outcome" in played) counts.add(played);
      if (played.row !== undefined) onEvent({ kind: "row", ...played.row });
    });
    if (targetLost !== undefined) throw targetLost;
    return counts.finish(settings.target, pair?.observedPath ?? "");
  } catch (error) {
    if (signal.aborted) throw interrupted(pair?.observedPath);
    throw error;
  } finally {
    logs?.close();
    await world.stop();
  }
}

/** A world around a server that runs elsewhere. Its rows are not received here. */
function worldAround(target: string, kind: WallClockKind): World {
  const clock = wallClock(kind, newClockOrigin());
  const transport = undiciTransport(target, clock);
  return {
    clock,
    serverUrl: target,
    transport,
    tracker: untracked,
    addedMs: () => 0,
    patienceMs: defaultTimeoutMs * factorOf(kind),
    subscribe: () => undefined,
    measured: () => [],
    settle: async () => undefined,
    stop: async () => {
      await transport.close();
      await clock.close();
    },
  };
}

function announce({ scenario, seed, onEvent }: PlayAtSettings, serverUrl: string): void {
  const { writer, expectedRows } = harnessKit(scenario.source).play;
  if (writer.kind === "client") {
    onEvent({ kind: "started", serverUrl, expectedRows: () => expectedRows(scenario, seed) });
    return;
  }
  const { nouns, endOfScenarioMs } = domainKit(scenario.source);
  const startMs = firstInstantMs(scenario);
  const hours = (endOfScenarioMs(scenario, startMs) - startMs) / hourMs;
  const rows = `${expectedRows(scenario, seed)} ${nouns.row.many}`;
  onEvent({ kind: "announced", sentence: `About ${rows} in ${hours} h at ${serverUrl}` });
}

/** @returns undefined if the client does not write the log */
function clientLogs({ scenario, logPath, logFormat, labelsPath }: PlayAtSettings): LogPair | undefined {
  const { writer, defaultLogPath } = harnessKit(scenario.source).play;
  if (writer.kind !== "client") {
    if (logPath === undefined && labelsPath === undefined) return undefined;
    throw logWrittenByServer(scenario.name, writer.name);
  }
  return {
    source: scenario.source,
    observedPath: logPath ?? defaultLogPath,
    format: logFormat,
    ...(labelsPath === undefined ? {} : { labelledPath: labelsPath }),
    utcOffsetMs: localOffsetMs,
    whereThere: logFormat === "original" ? "go on" : "refuse",
    bufferBytes: 0,
  };
}

function logWrittenByServer(scenario: string, writer: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_WRITTEN_BY_SERVER",
    `The client cannot write --log or --labels for scenario ${scenario}: ${writer} writes the log.`,
    "Give --log and --labels to firedrill serve.",
  );
}
