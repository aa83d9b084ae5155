import type { OptionValues } from "../domain/detector-options.ts";
import type { DetectorDefinition } from "../domain/detector.ts";
import { FiredrillError } from "../domain/error.ts";
import { madeFor } from "../domain/detector.ts";
import type { LogSource } from "../domain/sources.ts";
import { logSources } from "../domain/sources.ts";
import { namesHint } from "../domain/text/nearest-name.ts";
import { cblof } from "./series/cblof.ts";
import { conformal } from "./series/conformal.ts";
import { cusum } from "./series/cusum.ts";
import { errorRate } from "./series/error-rate.ts";
import { ewma } from "./series/ewma.ts";
import { focus } from "./series/focus.ts";
import { lstm } from "./series/forecast/lstm.ts";
import { persistence } from "./series/forecast/persistence.ts";
import { guard } from "./series/guard.ts";
import { knnOriginal } from "./series/knn-original.ts";
import { knn } from "./series/knn.ts";
import { lof } from "./series/lof.ts";
import { openAge } from "./series/open-age.ts";
import { pageHinkley } from "./series/page-hinkley.ts";
import { shewhart } from "./series/shewhart.ts";
import { silence } from "./series/silence.ts";
import { threshold } from "./series/threshold.ts";
import { detectorKit } from "./sources.ts";

/** Every detector that can be chosen by name. */
export const detectors: readonly DetectorDefinition[] = [
  knn,
  knnOriginal,
  lof,
  cblof,
  conformal,
  threshold,
  guard,
  focus,
  cusum,
  ewma,
  shewhart,
  pageHinkley,
  persistence,
  lstm,
  errorRate,
  openAge,
  silence,
  ...logSources.flatMap((source) => detectorKit(source).detectors),
];

/** True for a built-in definition; names are not compared. */
export function isBuiltIn(definition: DetectorDefinition): boolean {
  return detectors.includes(definition);
}

/** The default detectors of all log sources, without repeats. */
export const guards: readonly DetectorDefinition[] = [
  ...new Set(logSources.map((source) => detectorKit(source).guard)),
];

/** The detectors that studies try by default on logs of all these sources, in registry order. */
export function detectorsFor(sources: readonly LogSource[]): readonly DetectorDefinition[] {
  return detectors.filter(
    ({ reads }) =>
      !("signals" in reads && reads.studied === "when named") &&
      sources.every((source) => madeFor({ reads }).includes(source)),
  );
}

/** @throws FiredrillError UNKNOWN_DETECTOR, listing what exists */
export function findDetector(name: string): DetectorDefinition {
  const found = detectors.find((definition) => definition.name === name);
  if (found === undefined) throw unknownDetector(name);
  return found;
}

/** At commas, but a list of `word:word` belongs to the option before it: `severity=page:error,ticket:warning`. */
function partsOf(text: string): readonly string[] {
  return text.split(/,(?![\w-]+:[\w-]+(?:,|$))/);
}

/** A detector as given on the command line. */
export interface DetectorSpec {
  readonly name: string;
  /** As typed; `parseOptions` validates them. */
  readonly options: Readonly<Record<string, string>>;
}

/**
 * Reads `knn` or `knn:warning=0.1,error=0.3`. A value can contain anything except a comma.
 * @throws FiredrillError BAD_DETECTOR_SPEC for any other form, or an option given twice
 */
export function parseDetectorSpec(spec: string): DetectorSpec {
  const colon = spec.indexOf(":");
  const name = colon === -1 ? spec : spec.slice(0, colon);
  if (name === "") throw badDetectorSpec(spec, "the detector's name is missing");
  if (colon === -1) return { name, options: {} };
  const options = new Map<string, string>();
  for (const part of partsOf(spec.slice(colon + 1))) {
    const [, key, value] = /^([^=]+)=(.+)$/s.exec(part) ?? [];
    if (key === undefined || value === undefined)
      throw badDetectorSpec(spec, `expected key=value, got "${part}"`);
    if (options.has(key)) throw badDetectorSpec(spec, `${key} is given twice`);
    options.set(key, value);
  }
  return { name, options: Object.fromEntries(options) };
}

/**
 * The inverse of `parseDetectorSpec`.
 * @param options - usually only those that differ from the defaults
 */
export function formatDetectorSpec(name: string, options: OptionValues): string {
  const pairs = Object.entries(options).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? name : `${name}:${pairs.join(",")}`;
}

function unknownDetector(name: string): FiredrillError {
  const names = detectors.map((definition) => definition.name);
  const command = name.endsWith(".py") && !/\s/.test(name) ? `python3 ${name}` : name;
  const program = /[\s./]/.test(name) ? `For a program use --detector "cmd:${command}". ` : "";
  return new FiredrillError(
    "usage",
    "UNKNOWN_DETECTOR",
    `Unknown detector "${name}".`,
    `${program}${namesHint(name, "detectors", names)}`,
  );
}

function badDetectorSpec(spec: string, why: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_DETECTOR_SPEC",
    `Invalid detector "${spec}": ${why}.`,
    "Write a name, or a name and options: knn or knn:warning=0.1,error=0.3.",
  );
}
