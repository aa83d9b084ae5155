import type { Alert } from "../../domain/alert.ts";
import type { Detector, DetectorDefinition } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";
import { thrownReason } from "./thrown-reason.ts";

/** A detector module from outside: what it may not do to the process, and what it did when nobody was calling it. */
interface Fence {
  /** As the user named it. */
  readonly name: string;
  /** Absolute path of the module; undefined for a definition that a program handed over. */
  readonly file: string | undefined;
  /** The first error that it threw outside of a call, or whose promise it left rejected. */
  fault?: unknown;
}

const fences: Fence[] = [];
/** By definition and by detector. */
const fenceOf = new WeakMap<object, Fence>();

/**
 * The same definition for a module that is not ours. Each of its detectors gets frozen rows, so that none
 * can change what another sees; its alerts are about the row that it was shown; what `create` and `train` throw is the
 * detector's crash; and what it throws later, outside of a call, is held against it.
 * @param file - absolute path of the module
 */
export function fenced(definition: DetectorDefinition, name: string, file?: string): DetectorDefinition {
  const fence: Fence = { name, file };
  fences.push(fence);
  const { create, train } = definition;
  const called = <T>(what: string, call: () => T): T => {
    try {
      return call();
    } catch (error) {
      throw error instanceof FiredrillError ? error : detectorCrashed(name, what, error);
    }
  };
  const guarded: DetectorDefinition = {
    ...definition,
    create: (values, setting) =>
      fencedDetector(
        fence,
        called("create", () => create(values, setting)),
      ),
    ...(train === undefined
      ? {}
      : {
          train: (values, setting) => {
            const training = called("train", () => train(values, setting));
            return {
              learn: (row) => called("train", () => training.learn(frozen(row))),
              finish: () => called("train", () => training.finish()),
            };
          },
        }),
  };
  fenceOf.set(guarded, fence);
  return guarded;
}

export function isFenced(definition: object): boolean {
  return fenceOf.has(definition);
}

function fencedDetector(fence: Fence, detector: Detector<Observation>): Detector<Observation> {
  const guarded: Detector<Observation> = {
    ...detector,
    observe: (row) => detector.observe(frozen(row)),
  };
  fenceOf.set(guarded, fence);
  return guarded;
}

/**
 * An alert of a module from outside is raised on the row that it was shown: an older row that it names is evidence, not an
 * earlier detection.
 */
export function raisedOn({ index, atMs }: Observation, alert: Alert): Alert {
  if (alert.state !== "firing" || alert.atIndex >= index) return alert;
  const named = `names observation ${alert.atIndex}`;
  const evidence = alert.evidence === undefined ? named : `${alert.evidence} (${named})`;
  return { ...alert, atIndex: index, atMs, evidence };
}

/** The row itself, frozen through and through: rows are plain data, a few levels deep, and our own code never changes them. */
function frozen<T extends object>(row: T): T {
  for (const value of Object.values(row)) if (typeof value === "object" && value !== null) frozen(value);
  return Object.freeze(row);
}

/**
 * What the module behind this detector or definition did when nobody was calling it, once the event loop has had a turn.
 * @returns undefined for a detector of ours, and for one that did nothing of the kind
 */
export async function lateFault(detector: object): Promise<FiredrillError | undefined> {
  const fence = fenceOf.get(detector);
  if (fence === undefined) return undefined;
  await new Promise((resolve) => setImmediate(resolve));
  return !("fault" in fence)
    ? undefined
    : detectorCrashed(fence.name, "code that ran outside of a call", fence.fault);
}

/**
 * Holds an error that nobody caught against the module from outside that it came from.
 * @returns false when it came from no such module
 */
export function blameModule(error: unknown): boolean {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const named = fences.filter(({ file }) => file !== undefined && stack.includes(file));
  // A module may reject a promise with anything, which has no stack that says where it came from.
  const blamed = named.length > 0 || error instanceof Error ? named : fences;
  for (const fence of blamed) if (!("fault" in fence)) fence.fault = error;
  return blamed.length > 0;
}

const exitWithoutVerdict = 3;
let forbidders = 0;
let allowAgain: (() => void) | undefined;

/**
 * From now on a detector module cannot end the program before there is a verdict: `process.exit` throws, and a program that
 * ends all the same has exit code 3.
 * @returns undoes it; calls may be nested
 */
export function forbidExit(): () => void {
  forbidders += 1;
  allowAgain ??= guardedExit();
  let isUndone = false;
  return () => {
    if (isUndone) return;
    isUndone = true;
    forbidders -= 1;
    if (forbidders > 0) return;
    allowAgain?.();
    allowAgain = undefined;
  };
}

function onExit(): void {
  process.exitCode = exitWithoutVerdict;
  process.stderr.write("firedrill: the program ended before there was a verdict; no result is valid.\n");
}

function guardedExit(): () => void {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    throw new FiredrillError(
      "drill",
      "DETECTOR_CRASHED",
      `A detector module called process.exit(${code ?? ""}).`,
      "A detector must not end the program: return an empty list where there is nothing to say.",
    );
  };
  process.on("exit", onExit);
  return () => {
    process.exit = exit;
    process.off("exit", onExit);
  };
}

export function detectorCrashed(name: string, where: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "drill",
    "DETECTOR_CRASHED",
    `The detector ${name} crashed in ${where}: ${thrownReason(cause)}`,
    "Fix the module; the lines above say where it threw.",
    { cause },
  );
}
