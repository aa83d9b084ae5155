import type { OptionValues } from "../domain/detector-options.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import { FiredrillError } from "../domain/error.ts";
import { madeFor } from "../domain/detector.ts";
import type { LogSource } from "../domain/sources.ts";
import { logSources } from "../domain/sources.ts";
import { didYouMean } from "../domain/text/nearest-name.ts";
import { cusum } from "./series/cusum.ts";
import { errorRate } from "./series/error-rate.ts";
import { ewma } from "./series/ewma.ts";
import { focus } from "./series/focus.ts";
import { guard } from "./series/guard.ts";
import { knnOriginal } from "./series/knn-original.ts";
import { knn } from "./series/knn.ts";
import { openAge } from "./series/open-age.ts";
import { pageHinkley } from "./series/page-hinkley.ts";
import { shewhart } from "./series/shewhart.ts";
import { silence } from "./series/silence.ts";
import { threshold } from "./series/threshold.ts";
import { detectorKit } from "./sources.ts";

/** Every detector that can be asked for by name. */
export const detectors: readonly DetectorDefinition[] = [
  knn,
  knnOriginal,
  threshold,
  guard,
  focus,
  cusum,
  ewma,
  shewhart,
  pageHinkley,
  errorRate,
  openAge,
  silence,
  ...logSources.flatMap((source) => detectorKit(source).detectors),
];

/** True for a definition of ours, whatever its name. */
export function isBuiltIn(definition: DetectorDefinition): boolean {
  return detectors.includes(definition);
}

/** Who watches when nobody is named, whatever kind of log it turns out to be. */
export const guards: readonly DetectorDefinition[] = [
  ...new Set(logSources.map((source) => detectorKit(source).guard)),
];

/** Those to try on logs of all these kinds when nobody names one, in the order of the registry. */
export function detectorsFor(sources: readonly LogSource[]): readonly DetectorDefinition[] {
  return detectors.filter((definition) => sources.every((source) => madeFor(definition).includes(source)));
}

/** @throws FiredrillError UNKNOWN_DETECTOR, listing what exists */
export function findDetector(name: string): DetectorDefinition {
  const found = detectors.find((definition) => definition.name === name);
  if (found === undefined) throw unknownDetector(name);
  return found;
}

/** A detector as asked for on the command line. */
export interface DetectorSpec {
  readonly name: string;
  /** As typed; `parseOptions` judges them. */
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Reads `knn` or `knn:warning=0.1,error=0.3`. A value may hold anything but a comma.
 * @throws FiredrillError BAD_DETECTOR_SPEC when it has another form or gives an option twice
 */
export function parseDetectorSpec(spec: string): DetectorSpec {
  const colon = spec.indexOf(":");
  const name = colon === -1 ? spec : spec.slice(0, colon);
  if (name === "") throw badDetectorSpec(spec, "names no detector");
  if (colon === -1) return { name, options: {} };
  const options = new Map<string, string>();
  for (const part of spec.slice(colon + 1).split(",")) {
    const [, key, value] = /^([^=]+)=(.+)$/s.exec(part) ?? [];
    if (key === undefined || value === undefined)
      throw badDetectorSpec(spec, `has "${part}" where key=value belongs`);
    if (options.has(key)) throw badDetectorSpec(spec, `gives ${key} twice`);
    options.set(key, value);
  }
  return { name, options: Object.fromEntries(options) };
}

/**
 * The inverse of `parseDetectorSpec`.
 * @param options - those to spell out, usually the ones that differ from the defaults
 */
export function formatDetectorSpec(name: string, options: OptionValues): string {
  const pairs = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? name : `${name}:${pairs.join(",")}`;
}

function unknownDetector(asked: string): FiredrillError {
  const names = detectors.map(({ name }) => name);
  const program = /[\s./]/.test(asked) ? `For a program use --detector "cmd:${asked}". ` : "";
  return new FiredrillError(
    "usage",
    "UNKNOWN_DETECTOR",
    `There is no detector called "${asked}".`,
    `${program}${didYouMean(asked, names)}Detectors here: ${names.join(", ")}.`,
  );
}

function badDetectorSpec(spec: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_DETECTOR_SPEC",
    `"${spec}" ${why}.`,
    "Write a detector's name, or its name and options: knn or knn:warning=0.1,error=0.3.",
  );
}
