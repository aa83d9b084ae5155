import { formatDetectorSpec } from "../../detector/registry.ts";
import type { OptionValues } from "../../domain/detector-options.ts";
import type { DetectorDefinition } from "../../domain/detector.ts";
import type { DetectorChoice } from "../drill/gates.ts";
import type { RemoteDefinition } from "../../domain/remote-detector.ts";
import type { LogSource } from "../../domain/sources.ts";
import type { VerdictError } from "../../domain/verdict.ts";

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

/** How a detector gets a threshold that studies can vary; undefined if the user cannot give it one. */
export function howToMark(definition: AnyDefinition): string | undefined {
  return isRemote(definition) && definition.spec !== undefined
    ? "Mark it in the command with its usual value: --limit {threshold:0.25}."
    : undefined;
}

/** The default deadline of a detector with these options, in affected observations. */
export function windowSizeOf(definition: AnyDefinition, options: OptionValues, source: LogSource): number {
  return isRemote(definition)
    ? definition.windowSize
    : (definition.windowSize ?? definition.create(options, { source }).windowSize);
}

/** What was done while programs ran from one log to the next, and whose answers depended on what they had judged before. */
export interface Kept<Result> {
  readonly result: Result;
  /** The error of each detector whose figures do not count. */
  readonly differs: ReadonlyMap<AnyDefinition, VerdictError>;
}

/**
 * Does this work while the programs of these detectors run from one log to the next, where they can. Then checks that they
 * still answer as at first, and ends them.
 * @throws what the work throws
 */
export async function keepingPrograms<Result>(
  definitions: readonly AnyDefinition[],
  work: () => Promise<Result>,
): Promise<Kept<Result>> {
  const kept = [...new Set(definitions.filter(isRemote))].flatMap((definition) => {
    const programs = definition.keep?.();
    return programs === undefined ? [] : [{ definition, programs }];
  });
  try {
    const result = await work();
    const differs = new Map<AnyDefinition, VerdictError>();
    for (const { definition, programs } of kept) {
      const error = await programs.check();
      if (error === undefined) continue;
      differs.set(definition, { code: error.code, message: `${error.message} ${error.advice}` });
    }
    return { result, differs };
  } finally {
    await Promise.all(kept.map(({ programs }) => programs.end()));
  }
}
