import { shellWord } from "../../domain/text/shell-word.ts";
import { ownCommand } from "../../harness/world/own-module.ts";
import type { SweepWords } from "../../harness/study/sweep-cell.ts";
import type { RemoteWords } from "../../harness/session/remote-definitions.ts";
import { onsetOption, remoteDefaults } from "./options.ts";

/** The options that determine a drill, as typed. */
export interface DrillRequest {
  readonly scenario: string;
  readonly seed: number;
  readonly clock: string;
  readonly tracing?: "traced";
  readonly detectors: readonly string[];
  readonly settings: readonly string[];
  readonly within?: string;
  readonly severity?: string;
  readonly logFormat: string;
  /** Without it the defaults apply. */
  readonly remote?: RemoteWords;
}

/** The command that replays exactly this drill in a POSIX shell, without options that have their default. */
export function replayCommand({ scenario, ...request }: DrillRequest): string {
  return runCommand([shellWord(scenario)], request);
}

/** The same for all scenarios of a suite. */
export function replaySuiteCommand(suite: string, request: Omit<DrillRequest, "scenario">): string {
  return runCommand(option("suite", suite), request);
}

/** What `firedrill amoc` was asked for, as typed. */
interface CurveRequest extends Pick<DrillRequest, "scenario" | "seed" | "detectors" | "remote"> {
  readonly drills: number;
  readonly onset: string;
}

/** The command that draws the same curves in a POSIX shell, without options that have their default. */
export function curvesCommand({ scenario, seed, detectors, remote, drills, onset }: CurveRequest): string {
  const words = [
    `${ownCommand} amoc`,
    shellWord(scenario),
    ...detectors.flatMap((detector) => option("detector", detector)),
    ...option("repeat", String(drills)),
    ...option("seed", String(seed)),
    ...option("onset", unlessDefault(onsetOption.default, onset)),
    ...(remote === undefined ? [] : remoteOptions(remote)),
  ];
  return words.join(" ");
}

/** The command that sweeps the same grid again in a POSIX shell, without options that have their default. */
export function sweepCommand(words: SweepWords): string {
  const { scenario, axes, seeds, firstSeed, onset, settings, detectors, within, severity, remote } = words;
  return [
    `${ownCommand} sweep`,
    shellWord(scenario),
    ...axes.flatMap(({ target, values }) => option("vary", `${target}=${valuesText(values)}`)),
    ...option("seeds", String(seeds)),
    ...option("seed", String(firstSeed)),
    ...option("onset", unlessDefault(onsetOption.default, onset)),
    ...settings.flatMap((setting) => option("set", setting)),
    ...detectors.flatMap((detector) => option("detector", detector)),
    ...option("within", within),
    ...option("severity", severity),
    ...(remote === undefined ? [] : remoteOptions(remote)),
  ].join(" ");
}

/** `90..119` for whole numbers one after another, else all of them. */
function valuesText(values: readonly string[]): string {
  const [first = "", last = first] = [values.at(0), values.at(-1)];
  const isRange = values.length > 2 && values.every((value, at) => value === String(Number(first) + at));
  return isRange && Number.isInteger(Number(first)) ? `${first}..${last}` : values.join(",");
}

function runCommand(what: readonly string[], request: Omit<DrillRequest, "scenario">): string {
  const { seed, clock, tracing, detectors, settings, within, severity, logFormat, remote } = request;
  const words = [
    `${ownCommand} run`,
    ...what,
    ...option("clock", clock === "virtual" ? undefined : clock),
    ...(tracing === undefined ? [] : ["--trace"]),
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
  confirm,
  feed,
  session,
  alertPattern,
  startTimeoutMs = 1000 * remoteDefaults.startTimeout,
  phases,
}: RemoteWords): readonly string[] {
  return [
    ...option("confirm", confirm),
    ...option("feed", unlessDefault(remoteDefaults.feed, feed)),
    ...option("session", unlessDefault(remoteDefaults.session, session)),
    ...option("alert-pattern", alertPattern),
    ...option(
      "start-timeout",
      unlessDefault(String(remoteDefaults.startTimeout), String(startTimeoutMs / 1000)),
    ),
    ...option("phases", unlessDefault(remoteDefaults.phases, phases)),
  ];
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}`, shellWord(value)];
}

function unlessDefault(defaultValue: string, value: string | undefined): string | undefined {
  return value === defaultValue ? undefined : value;
}
