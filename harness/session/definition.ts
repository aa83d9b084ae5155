import type { OptionValues } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import type { RemoteDefinition } from "../../domain/remote-detector.ts";
import type { LogSource } from "../../domain/sources.ts";

/** A detector of this process, or a remote one. */
export type AnyDefinition = DetectorDefinition | RemoteDefinition;

export function isRemote(definition: AnyDefinition): definition is RemoteDefinition {
  return "connect" in definition;
}

/** The default deadline of a detector with these options, in affected observations. */
export function windowSizeOf(definition: AnyDefinition, options: OptionValues, source: LogSource): number {
  return isRemote(definition)
    ? definition.windowSize
    : (definition.windowSize ?? definition.create(options, { source }).windowSize);
}
