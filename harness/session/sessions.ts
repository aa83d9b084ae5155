import type { ReceivedAlert } from "../../domain/alert.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { DetectorModel } from "../../domain/detector.ts";
import type { LogSource } from "../../domain/sources.ts";
import { formatDetectorSpec } from "../../detector/registry.ts";
import { isRemote } from "./definition.ts";
import type { AnyDefinition } from "./definition.ts";
import { localSession, tickMsFor } from "./local-session.ts";
import type { DetectorSession, SessionSurroundings } from "./local-session.ts";
import { remoteSession } from "./remote-session.ts";

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
 * @param source - of the log that they are shown; `undefined` where nobody knows before its first row
 */
export function sessionsFor(
  setups: readonly DetectorSetup[],
  source: LogSource | undefined,
  surroundings: SessionSurroundings,
  onAlert: (alert: ReceivedAlert) => void,
): Sessions {
  const byKey = new Map<string, DetectorSession>();
  for (const setup of setups) {
    const key = keyOf(setup);
    if (byKey.has(key)) continue;
    const { definition, options, model } = setup;
    const isAlone = setups.every(
      (other) => other.definition.name !== definition.name || keyOf(other) === key,
    );
    const label = isAlone ? definition.name : specOf(setup);
    const session = isRemote(definition)
      ? remoteSession(label, definition.connect(options), surroundings, onAlert)
      : localSession(
          label,
          definition.create(options, model),
          tickMsFor(source === undefined ? definition.reads : [source]),
          surroundings,
          onAlert,
        );
    byKey.set(key, session);
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
