import { realpathSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Alert } from "../../domain/alert.ts";
import type { Detector, DetectorDefinition } from "../../domain/detector.ts";
import { observedBy } from "../../domain/observed-by.ts";
import { FiredrillError } from "../../domain/error.ts";
import type { Observation } from "../../domain/sources.ts";
import { thrownReason } from "./thrown-reason.ts";

/** A detector module of the user, and the error that it threw outside of a call. */
interface Fence {
  /** As the user wrote it. */
  readonly name: string;
  /** How stacks name the module: its path and its URL. Empty for a definition passed by a program. */
  readonly places: readonly string[];
  /** The first error that it threw, or promise that it left rejected, outside of a call. */
  fault?: unknown;
}

const fences: Fence[] = [];
/** Fences by definition and by detector. */
const fenceOf = new WeakMap<object, Fence>();

/**
 * Wraps a definition of the user's. Its detectors get frozen rows, so that none can change what another sees. Errors of
 * `create` and `train` become DETECTOR_CRASHED, and errors outside of a call are recorded for `lateFault`.
 * @param file - absolute path of the module
 */
export function fenced(definition: DetectorDefinition, name: string, file?: string): DetectorDefinition {
  const fence: Fence = { name, places: file === undefined ? [] : placesOf(file) };
  fences.push(fence);
  const train = definition.train?.bind(definition);
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
        called("create", () => definition.create(values, setting)),
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

/** Node resolves links, and a URL encodes blanks. */
function placesOf(file: string): readonly string[] {
  const real = realpathSync(file);
  return [...new Set([file, real, pathToFileURL(real).href])];
}

let beforeLoading: () => Promise<void> = async () => undefined;

/** Calls this function before each module of the user's is loaded. */
export function beforeModules(listener: () => Promise<void>): void {
  beforeLoading = listener;
}

/** To be called before a module of the user's is loaded. */
export function expectModule(): Promise<void> {
  return beforeLoading();
}

export function isFenced(definition: object): boolean {
  return fenceOf.has(definition);
}

function fencedDetector(fence: Fence, detector: Detector<Observation>): Detector<Observation> {
  const guarded = observedBy<Observation>(detector, (row) => detector.observe(frozen(row)));
  fenceOf.set(guarded, fence);
  return guarded;
}

/**
 * Dates an alert of a user's module to the row that it was shown. An older row that it names becomes evidence, not an
 * earlier detection.
 */
export function raisedOn({ index, atMs }: Observation, alert: Alert): Alert {
  if (alert.state !== "firing" || alert.atIndex >= index) return alert;
  const named = `names observation ${alert.atIndex}`;
  const evidence = alert.evidence === undefined ? named : `${alert.evidence} (${named})`;
  return { ...alert, atIndex: index, atMs, evidence };
}

/** Deeply freezes the row itself. Rows are plain data, a few levels deep, and firedrill's own code never changes them. */
function frozen<T extends object>(row: T): T {
  for (const value of Object.values(row)) if (typeof value === "object" && value !== null) frozen(value);
  return Object.freeze(row);
}

/**
 * The error that the module of this detector or definition threw outside of a call. Waits one turn of the event loop first.
 * @returns undefined for a built-in detector, and without such an error
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
 * Records an uncaught error for the user's module that it came from.
 * @returns false if it came from no such module
 */
export function blameModule(error: unknown): boolean {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const named = fences.filter(({ places }) => places.some((place) => stack.includes(place)));
  // A module may reject a promise with a value without a stack, which does not tell its origin.
  const blamed = named.length > 0 || error instanceof Error ? named : fences;
  for (const fence of blamed) if (!("fault" in fence)) fence.fault = error;
  return blamed.length > 0;
}

const exitWithoutVerdict = 3;
let forbidders = 0;
let allowAgain: (() => void) | undefined;

/**
 * Keeps detector modules from ending the program before the verdict: `process.exit` throws, and if the program ends anyway
 * its exit code is 3.
 * @returns a function that allows it again. Calls may be nested
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
  process.stderr.write("firedrill: the program ended before the verdict; no result is valid.\n");
}

function guardedExit(): () => void {
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    throw new FiredrillError(
      "drill",
      "DETECTOR_CRASHED",
      `A detector module called process.exit(${code ?? ""}).`,
      "A detector must not end the program: return an empty list when it has no alerts.",
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
