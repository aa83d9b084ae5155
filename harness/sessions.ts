import type { ReceivedAlert } from "../domain/alert.ts";
import type { Clock } from "../domain/clock.ts";
import type { OptionValues } from "../domain/detector-options.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import { formatDetectorSpec } from "../detector/registry.ts";
import { localSession } from "./detector-session.ts";
import type { DetectorSession } from "./detector-session.ts";
import type { DetectorGate } from "./gates.ts";

/** One session for each detector set up in one way, however many gates ask about it. */
export interface Sessions {
  readonly all: readonly DetectorSession[];
  readonly of: (gate: DetectorGate) => DetectorSession;
}

/** Names a session by its detector alone where that tells it apart, else by its options too. */
export function sessionsFor(
  gates: readonly DetectorGate[],
  clock: Clock,
  onAlert: (alert: ReceivedAlert) => void,
): Sessions {
  const byKey = new Map<string, DetectorSession>();
  for (const gate of gates) {
    const key = keyOf(gate);
    if (byKey.has(key)) continue;
    const { definition } = gate;
    const isAlone = gates.every((other) => other.definition.name !== definition.name || keyOf(other) === key);
    const label = isAlone ? definition.name : specOf(gate);
    byKey.set(key, localSession(label, definition, gate.gate.options, clock, onAlert));
  }
  return {
    all: [...byKey.values()],
    of: (gate) => {
      const session = byKey.get(keyOf(gate));
      if (session === undefined) throw new RangeError(`no session for ${keyOf(gate)}`);
      return session;
    },
  };
}

function keyOf({ definition, gate }: DetectorGate): string {
  return formatDetectorSpec(definition.name, gate.options);
}

/** As `--detector` takes it, with the options that differ from the defaults. */
export function specOf({ definition, gate }: DetectorGate): string {
  return formatDetectorSpec(definition.name, changedOptions(definition, gate.options));
}

function changedOptions({ options: table }: DetectorDefinition, values: OptionValues): OptionValues {
  return Object.fromEntries(Object.entries(values).filter(([key, value]) => table[key]?.default !== value));
}
