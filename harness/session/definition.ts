import { formatDetectorSpec } from "../../detector/registry.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import type { RemoteDefinition } from "../../domain/remote-detector.ts";
import type { LogSource } from "../../domain/sources.ts";

/** A detector of this process, or a remote one. */
export type AnyDefinition = DetectorDefinition | RemoteDefinition;

export function isRemote(definition: AnyDefinition): definition is RemoteDefinition {
  return "connect" in definition;
}

/** As `--detector` takes it. Its options are usually only those that differ from the defaults. */
export function specOf({ definition, options, expectedAs }: DetectorChoice): string {
  const own = isRemote(definition) ? definition.spec?.(options) : undefined;
  const spec = own ?? formatDetectorSpec(expectedAs ?? definition.name, options);
  return expectedAs === undefined ? spec : `${definition.name}=${spec}`;
}

/** The default deadline of a detector with these options, in affected observations. */
export function windowSizeOf(definition: AnyDefinition, options: OptionValues, source: LogSource): number {
  return isRemote(definition)
    ? definition.windowSize
    : (definition.windowSize ?? definition.create(options, { source }).windowSize);
}

/**
 * Does this work while the programs of these detectors run from one log to the next, where they can, and ends them.
 * @throws FiredrillError SESSION_DIFFERS for a program whose answers depend on what it judged before; what the work throws
 */
export async function keepingPrograms<Result>(
  definitions: readonly AnyDefinition[],
  work: () => Promise<Result>,
): Promise<Result> {
  const remotes = [...new Set(definitions.filter(isRemote))];
  const kept = remotes.flatMap(({ keep }) => keep?.() ?? []);
  try {
    const result = await work();
    for (const programs of kept) {
      const error = await programs.check();
      if (error !== undefined) throw error;
    }
    return result;
  } finally {
    await Promise.all(kept.map((programs) => programs.end()));
  }
}
