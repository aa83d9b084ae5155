import { availableParallelism } from "node:os";
import { parseDetectorSpec } from "../../detector/registry.ts";
import { parseAlertPattern } from "../../detector/remote/alert-pattern.ts";
import { sessionNeedsRows } from "../../detector/remote/command-errors.ts";
import type { PromtoolBatch } from "../../detector/remote/prometheus/promtool-batch.ts";
import { commandPool } from "../../detector/remote/command-pool.ts";
import type { CommandPool } from "../../detector/remote/command-pool.ts";
import { commandDetector, followsLog } from "../../detector/remote/command.ts";
import type { CommandSettings } from "../../detector/remote/command.ts";
import { webhookDetector } from "../../detector/remote/webhook.ts";
import type { OptionTable, OptionValues } from "../../domain/detector-options.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { KeptPrograms, RemoteDefinition, RemoteDetector } from "../../domain/remote-detector.ts";
import { remoteWindowSize } from "../../domain/remote-detector.ts";
import { detectorKit } from "../../detector/sources.ts";
import { logSources } from "../../domain/sources.ts";
import { severitiesIn, severityOption } from "../../detector/remote/payload/words.ts";
import { observedLines } from "../../log/sources.ts";
import type { RunningClock } from "../clock/clock.ts";
import { newClockOrigin, realClock } from "../clock/clock.ts";
import type { DetectorChoice } from "../drill/gates.ts";

/** Settings of detectors, given beside `--detector`; most are for remote ones. */
export interface RemoteSettings {
  /** The detector that judges the neighborhood of alerts, as `chooseDetector` takes a built-in one. */
  readonly confirm?: string;
  /** How rows are written to a command's standard input. */
  readonly feed: "csv" | "ndjson";
  /** `many`: a command is started once in a study, and a row begins each of its logs. */
  readonly session: "one" | "many";
  /** Finds alerts in a command's output. Default: lines that contain WARNING or ERROR. */
  readonly alertPattern?: string;
  /** Wall time. */
  readonly startTimeoutMs: number;
  /** `pinned`: all repeats use the same scrape and evaluation phases. */
  readonly phases: "pinned" | "sampled";
  /** Called with the URL of a webhook. */
  readonly onListening: (url: string) => void;
}

export const defaultRemoteSettings: RemoteSettings = {
  feed: "csv",
  session: "one",
  startTimeoutMs: 10_000,
  phases: "pinned",
  onListening: () => undefined,
};

/** What the command line says about remote detectors: plain data. */
export type RemoteWords = Partial<Omit<RemoteSettings, "onListening">>;

export function remoteSettings(words: RemoteWords = {}): RemoteSettings {
  return { ...defaultRemoteSettings, ...words };
}

const commandPrefix = "cmd:";

/** @returns undefined if the spec names neither a remote detector nor `onnx` */
export async function remoteDefinition(
  spec: string,
  settings: RemoteSettings,
): Promise<DetectorChoice | undefined> {
  if (spec.startsWith(commandPrefix)) {
    return { definition: await commandDefinition(spec.slice(commandPrefix.length), settings), options: {} };
  }
  if (spec === "onnx" || spec.startsWith("onnx:")) {
    const { onnxChoice } = await import("./onnx.ts");
    return onnxChoice(spec);
  }
  if (spec === "webhook" || spec.startsWith("webhook:")) {
    const { options } = parseDetectorSpec(spec);
    return { definition: webhookDefinition(settings), options };
  }
  if (spec === "prometheus" || spec.startsWith("prometheus:")) {
    const { options } = parseDetectorSpec(spec);
    return { definition: await prometheusDefinition(settings), options };
  }
  return undefined;
}

/** All text after `cmd:` is the command. Its only option is the factor on its thresholds, if it marks any. */
async function commandDefinition(command: string, settings: RemoteSettings): Promise<RemoteDefinition> {
  if (command.trim() === "") throw noCommand();
  const { alertPattern: pattern, startTimeoutMs, session } = settings;
  const alertPattern = pattern === undefined ? {} : { alertPattern: await parseAlertPattern(pattern) };
  if (session === "many" && followsLog(command)) throw sessionNeedsRows("{log}");
  if (session === "many" && settings.feed !== "ndjson") throw sessionNeedsRows(`--feed ${settings.feed}`);
  const feed = followsLog(command)
    ? ({ kind: "log" } as const)
    : ({ kind: "stdin", lines: observedLines(settings.feed, () => 0) } as const);
  const settingsFor = (values: OptionValues): Omit<CommandSettings, "wall"> => ({
    command: withThresholds(command, values, (value) => value),
    feed,
    startTimeoutMs,
    session,
    ...alertPattern,
  });
  let kept: KeptCommands | undefined;
  const definition = remote(
    `${commandPrefix}${command}`,
    "A program that reads rows and prints alerts.",
    logSources,
    thresholdMark.test(command) ? factorOption : {},
    (values) =>
      kept?.detector(settingsFor(values)) ??
      withWallClock((wall) => commandDetector({ ...settingsFor(values), wall })),
    feed.kind === "stdin",
  );
  const spec = (values: OptionValues): string =>
    commandPrefix + withThresholds(command, values, (value) => `{threshold:${value}}`);
  const spelled = (values: OptionValues): readonly string[] => [
    withThresholds(command, values, (value) => value),
  ];
  if (session === "one") return { ...definition, spec, spelled };
  return {
    ...definition,
    spec,
    spelled,
    keep: () => {
      if (kept !== undefined) return keptAlready;
      const begun = keptCommands(() => (kept = undefined));
      kept = begun;
      return begun;
    },
  };
}

/** A threshold of a command, which studies vary. */
const thresholdMark = /\{threshold:(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\}/;

const factorOption = {
  factor: {
    kind: "number",
    default: 1,
    min: 0,
    threshold: true,
    describe: "multiplies every {threshold:NUMBER} of the command",
  },
} as const satisfies OptionTable;

/** @param written - how a threshold stands in the result */
function withThresholds(
  command: string,
  { factor = 1 }: OptionValues,
  written: (value: string) => string,
): string {
  return command.replaceAll(new RegExp(thresholdMark, "g"), (_, usual: string) =>
    written(Number(factor) === 1 ? usual : String(Number((Number(usual) * Number(factor)).toPrecision(6)))),
  );
}

/** For a study inside another one, which ends them. */
const keptAlready: KeptPrograms = { check: async () => undefined, end: async () => undefined };

interface KeptCommands extends KeptPrograms {
  readonly detector: (settings: Omit<CommandSettings, "wall">) => RemoteDetector;
}

/** Pools by command line, since a study may vary it. */
function keptCommands(onEnd: () => void): KeptCommands {
  const wall = realClock(newClockOrigin());
  const pools = new Map<string, CommandPool>();
  return {
    detector: (settings) => {
      const pool = pools.get(settings.command) ?? commandPool({ ...settings, wall });
      pools.set(settings.command, pool);
      return pool.detector();
    },
    check: async () => {
      for (const pool of pools.values()) {
        const error = await pool.check();
        if (error !== undefined) return error;
      }
      return undefined;
    },
    end: async () => {
      onEnd();
      for (const pool of pools.values()) await pool.end();
      await wall.close();
    },
  };
}

function noCommand(): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_DETECTOR_SPEC",
    'Missing command after "cmd:".',
    'Write it as in a shell: --detector "cmd:python3 detector.py".',
  );
}

const webhookOptions = {
  port: {
    kind: "count",
    default: 0,
    min: 0,
    max: 65_535,
    describe: "Port to listen on; 0 lets the system choose",
  },
  severity: severityOption,
} as const satisfies OptionTable;

function webhookDefinition({ onListening }: RemoteSettings): RemoteDefinition {
  return remote(
    "webhook",
    "A program that posts alerts to a URL of firedrill.",
    logSources,
    webhookOptions,
    ({ port, severity = "" }) => {
      const severities = severitiesIn(String(severity));
      return withWallClock((wall) => webhookDetector({ port: Number(port), onListening, severities, wall }));
    },
  );
}

/** Log sources for which the mock server has metrics. */
const scraped = logSources.filter((source) => detectorKit(source).metrics !== undefined);

/** Loaded on demand, because its YAML parser is slow to load. */
async function prometheusDefinition({ phases, startTimeoutMs }: RemoteSettings): Promise<RemoteDefinition> {
  const { prometheusDetector } = await import("../../detector/remote/prometheus/detector.ts");
  const { countersIn, prometheusOptions, prometheusSettings } =
    await import("../../detector/remote/prometheus/settings.ts");
  const { logsPerPromtool, promtoolBatch } =
    await import("../../detector/remote/prometheus/promtool-batch.ts");
  let batch: PromtoolBatch | undefined;
  const definition = remote(
    "prometheus",
    "Prometheus alerting rules.",
    scraped,
    prometheusOptions,
    (values, sources) => {
      const prometheus = prometheusSettings(values);
      const metrics = sources.flatMap((source) => detectorKit(source).exported);
      return withWallClock((wall) =>
        prometheusDetector(prometheus, { offsets: phases, startTimeoutMs, wall, batch }, metrics),
      );
    },
  );
  return {
    ...definition,
    counters: countersIn,
    spelled: (values) => prometheusSettings(values).alerts.map(({ name, expr }) => `${name}: ${expr}`),
    logsAtOnce: logsPerPromtool,
    keep: () => {
      if (batch !== undefined) return keptAlready;
      const wall = realClock(newClockOrigin());
      batch = promtoolBatch(wall, availableParallelism());
      return {
        check: async () => undefined,
        end: async () => {
          batch = undefined;
          await wall.close();
        },
      };
    },
  };
}

function remote(
  name: string,
  summary: string,
  reads: RemoteDefinition["reads"],
  options: OptionTable,
  connect: RemoteDefinition["connect"],
  isRepeatable = false,
): RemoteDefinition {
  return { name, summary, reads, options, windowSize: remoteWindowSize, isRepeatable, connect };
}

/** Time limits on remote detectors are in wall time, whatever the drill's clock. */
function withWallClock(create: (wall: RunningClock) => RemoteDetector): RemoteDetector {
  const wall = realClock(newClockOrigin());
  const detector = create(wall);
  return {
    ...detector,
    stop: async (graceMs) => {
      await detector.stop(graceMs);
      await wall.close();
    },
  };
}
