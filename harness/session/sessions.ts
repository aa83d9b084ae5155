import type { ReceivedAlert } from "../../domain/alert.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { DetectorModel } from "../../domain/detector.ts";
import type { LogSource } from "../../domain/sources.ts";
import { formatDetectorSpec } from "../../detector/registry.ts";
import { isRemote } from "./definition.ts";
import type { AnyDefinition } from "./definition.ts";
import { localSession } from "./local-session.ts";
import type { DetectorSession, SessionContext } from "./local-session.ts";
import type { Again } from "./remote-session.ts";
import { remoteSession } from "./remote-session.ts";
import type { RemoteDefinition } from "../../domain/remote-detector.ts";

/** A detector with its options and model. */
export interface DetectorSetup {
  readonly definition: AnyDefinition;
  /** As `parseOptions` returned them. */
  readonly options: OptionValues;
  /** What it has learned. Without it the model that its options name, if any. */
  readonly model?: DetectorModel;
}

/** One session for each detector with its options, shared by its gates. */
export interface Sessions {
  readonly all: readonly DetectorSession[];
  readonly of: (setup: DetectorSetup) => DetectorSession;
}

/**
 * Labels a session by its detector's name, and by its options too if several sessions share the name.
 * @param source - of the log, or the possible ones for each detector if the source is unknown before the first row
 */
export function sessionsFor(
  setups: readonly DetectorSetup[],
  source: LogSource | SourcesFor,
  context: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
): Sessions {
  const byKey = new Map<string, DetectorSession>();
  for (const setup of setups) {
    const key = keyOf(setup);
    if (byKey.has(key)) continue;
    const { definition } = setup;
    const isAlone = setups.every(
      (other) => other.definition.name !== definition.name || keyOf(other) === key,
    );
    const label = isAlone ? definition.name : specOf(setup);
    byKey.set(key, open(setup, label, source, context, onAlert));
  }
  return {
    all: [...byKey.values()],
    of: (setup) => {
      const session = byKey.get(keyOf(setup));
      if (session === undefined) throw new RangeError(`no session for ${keyOf(setup)}`);
      return session;
    },
  };
}

/** The log sources that a detector judges. It ignores rows of other sources. */
type SourcesFor = (setup: DetectorSetup) => readonly LogSource[];

function open(
  setup: DetectorSetup,
  label: string,
  source: LogSource | SourcesFor,
  context: SessionContext,
  onAlert: (alert: ReceivedAlert) => void,
): DetectorSession {
  const { definition, options, model } = setup;
  if (isRemote(definition)) {
    const sources = typeof source === "string" ? [source] : source(setup);
    const again = definition.isRepeatable ? againFor(definition, options, sources) : undefined;
    return remoteSession(label, definition.connect(options, sources), context, onAlert, again);
  }
  const openFor = (logSource: LogSource): DetectorSession =>
    localSession(
      label,
      definition.create(options, { source: logSource, model }),
      logSource,
      context,
      onAlert,
    );
  return typeof source === "string" ? openFor(source) : waitingSession(label, source(setup), openFor);
}

/** For each definition the options with which it passed the hindsight check, so that a study checks once. */
const trusted = new WeakMap<RemoteDefinition, Set<string>>();

function againFor(definition: RemoteDefinition, options: OptionValues, sources: readonly LogSource[]): Again {
  const known = trusted.get(definition) ?? new Set<string>();
  trusted.set(definition, known);
  const spec = formatDetectorSpec(definition.name, options);
  return {
    connect: () => definition.connect(options, sources),
    isTrusted: () => known.has(spec),
    trust: () => void known.add(spec),
  };
}

/**
 * A session for a log of unknown source. It starts with the first source that the detector accepts, so that time passes for
 * it, and restarts with the right source at the first row.
 */
function waitingSession(
  label: string,
  sources: readonly LogSource[],
  openFor: (source: LogSource) => DetectorSession,
): DetectorSession {
  let current = firstThatOpens(sources, openFor);
  let earlierAlerts: readonly ReceivedAlert[] = [];
  const become = (source: LogSource): void => {
    earlierAlerts = current?.session.alerts ?? [];
    current = { source, session: openFor(source) };
  };
  return {
    label,
    start: async () => undefined,
    elapse: (nowMs) => current?.session.elapse(nowMs),
    observe: (row) => {
      if (!sources.includes(row.kind)) return undefined;
      if (row.kind !== current?.source) become(row.kind);
      return current?.session.observe(row);
    },
    finish: async (endMs) => current?.session.finish(endMs),
    abandon: async () => current?.session.abandon(),
    get alerts() {
      return [...earlierAlerts, ...(current?.session.alerts ?? [])];
    },
    get error() {
      return current?.session.error;
    },
    stationsOf: () => [],
    notes: [],
    arl0Worth: () => current?.session.arl0Worth?.(),
    remark: () => current?.session.remark?.(),
  };
}

interface OpenedFor {
  readonly source: LogSource;
  readonly session: DetectorSession;
}

/** @throws the error of the first source, if the detector accepts none */
function firstThatOpens(
  sources: readonly LogSource[],
  openFor: (source: LogSource) => DetectorSession,
): OpenedFor | undefined {
  const errors: unknown[] = [];
  for (const source of sources) {
    try {
      return { source, session: openFor(source) };
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return undefined;
}

/** A study asks for the same options in each of its drills. */
const keys = new WeakMap<OptionValues, { readonly name: string; readonly key: string }>();

/** The text that `--detector` takes, with all options. */
export function keyOf({ definition: { name }, options }: DetectorSetup): string {
  const known = keys.get(options);
  if (known?.name === name) return known.key;
  const key = formatDetectorSpec(name, options);
  keys.set(options, { name, key });
  return key;
}

/** The text that `--detector` takes, with the options that differ from the defaults. */
function specOf({ definition, options }: DetectorSetup): string {
  return formatDetectorSpec(definition.name, changedOptions(definition, options));
}

function changedOptions({ options: table }: AnyDefinition, values: OptionValues): OptionValues {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => table[key]?.default !== value));
}
