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

/** A detector and how it is set up. */
export interface DetectorSetup {
  readonly definition: AnyDefinition;
  /** As `parseOptions` returned them. */
  readonly options: OptionValues;
  /** What it has learned; absent: what its options say, or nothing. */
  readonly model?: DetectorModel;
}

/** One session for each detector set up in one way, however many gates ask about it. */
export interface Sessions {
  readonly all: readonly DetectorSession[];
  readonly of: (setup: DetectorSetup) => DetectorSession;
}

/**
 * Names a session by its detector alone where that tells it apart, else by its options too.
 * @param source - of the log that they are shown; or what it may be for each of them, where nobody knows before its first row
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

/** The kinds of log that a detector is to judge; it is shown rows of others, and ignores them. */
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
    const again = definition.isRepeatable ? againFor(definition, options) : undefined;
    return remoteSession(label, definition.connect(options), context, onAlert, again);
  }
  const openFor = (known: LogSource): DetectorSession =>
    localSession(label, definition.create(options, { source: known, model }), known, context, onAlert);
  return typeof source === "string" ? openFor(source) : waitingSession(label, source(setup), openFor);
}

/** Of each definition, the ways to set it up in which it was found honest: a study asks once. */
const trusted = new WeakMap<RemoteDefinition, Set<string>>();

function againFor(definition: RemoteDefinition, options: OptionValues): Again {
  const known = trusted.get(definition) ?? new Set<string>();
  trusted.set(definition, known);
  const spec = formatDetectorSpec(definition.name, options);
  return {
    connect: () => definition.connect(options),
    isTrusted: () => known.has(spec),
    trust: () => void known.add(spec),
  };
}

/**
 * A session for a log of which nobody knows the kind: made for the first kind that the detector can be set up for, and for
 * the right one with the first row. Time passes for it from the start.
 */
function waitingSession(
  label: string,
  sources: readonly LogSource[],
  openFor: (source: LogSource) => DetectorSession,
): DetectorSession {
  let current = firstThatOpens(sources, openFor);
  let heardBefore: readonly ReceivedAlert[] = [];
  const become = (source: LogSource): void => {
    heardBefore = current?.session.alerts ?? [];
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
    finish: async () => current?.session.finish(),
    abandon: async () => current?.session.abandon(),
    get alerts() {
      return [...heardBefore, ...(current?.session.alerts ?? [])];
    },
    get error() {
      return current?.session.error;
    },
    stationsOf: () => [],
    notes: [],
  };
}

interface OpenedFor {
  readonly source: LogSource;
  readonly session: DetectorSession;
}

/** @throws what went wrong with the first source, if none will do */
function firstThatOpens(
  sources: readonly LogSource[],
  openFor: (source: LogSource) => DetectorSession,
): OpenedFor | undefined {
  const mistakes: unknown[] = [];
  for (const source of sources) {
    try {
      return { source, session: openFor(source) };
    } catch (error) {
      mistakes.push(error);
    }
  }
  if (mistakes.length > 0) throw mistakes[0];
  return undefined;
}

function keyOf({ definition, options }: DetectorSetup): string {
  return formatDetectorSpec(definition.name, options);
}

/** As `--detector` takes it, with the options that differ from the defaults. */
function specOf({ definition, options }: DetectorSetup): string {
  return formatDetectorSpec(definition.name, changedOptions(definition, options));
}

function changedOptions({ options: table }: AnyDefinition, values: OptionValues): OptionValues {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => table[key]?.default !== value));
}
