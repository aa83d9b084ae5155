import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { DetectorDefinition } from "../../domain/detector.ts";
import { FiredrillError } from "../../domain/error.ts";
import { checkPlainFile } from "../../log/files/plain-file.ts";
import { thrownReason } from "./thrown-reason.ts";

/** The path in `my-detector.ts` or `./my-detector.ts:limit=3`, `undefined` if the text names no module. */
export function modulePath(spec: string): string | undefined {
  return /^[^:]*\.[cm]?[jt]s(?=:|$)/.exec(spec)?.[0];
}

/**
 * Loads a detector from a module whose default export is a `DetectorDefinition` or a function that returns one.
 * @throws FiredrillError DETECTOR_NOT_FOUND, DETECTOR_NOT_LOADED, NOT_A_DETECTOR
 */
export async function loadDetectorModule(path: string): Promise<DetectorDefinition> {
  const file = resolve(path);
  if (!existsSync(file)) throw detectorNotFound(path);
  const exported = await importDefault(path, file);
  const definition: unknown = isFactory(exported) ? await exported() : exported;
  if (!isDefinition(definition)) throw notADetector(path);
  return definition;
}

async function importDefault(path: string, file: string): Promise<unknown> {
  try {
    checkPlainFile(file);
    return unwrapped(await importModule(pathToFileURL(file).href));
  } catch (error) {
    if (error instanceof FiredrillError) throw error;
    throw detectorNotLoaded(path, error);
  }
}

/** Node reads TypeScript from 22.18 on. Earlier versions need tsx, from the user's project or from this package. */
async function importModule(url: string): Promise<unknown> {
  try {
    return await import(url);
  } catch (error) {
    if (!isUnknownExtension(error)) throw error;
    const { tsImport } = await loadTsx();
    return tsImport(url, import.meta.url);
  }
}

function isUnknownExtension(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_UNKNOWN_FILE_EXTENSION";
}

interface TsxApi {
  readonly tsImport: (url: string, parentUrl: string) => Promise<unknown>;
}

async function loadTsx(): Promise<TsxApi> {
  for (const home of [join(process.cwd(), "package.json"), import.meta.url]) {
    const path = tsxApiPath(home);
    if (path === undefined) continue;
    const api: unknown = await import(pathToFileURL(path).href);
    if (isTsxApi(api)) return api;
  }
  throw typeScriptNotReadable();
}

function isTsxApi(api: unknown): api is TsxApi {
  return typeof api === "object" && api !== null && "tsImport" in api && typeof api.tsImport === "function";
}

/** `require.resolve` finds only the CommonJS module. The ES module stands beside it. */
function tsxApiPath(home: string): string | undefined {
  try {
    return createRequire(home)
      .resolve("tsx/esm/api")
      .replace(/\.cjs$/, ".mjs");
  } catch {
    return undefined;
  }
}

/** A module compiled to CommonJS has its default export one level deeper. */
function unwrapped(loaded: unknown): unknown {
  const outer = defaultOf(loaded);
  return isDefinition(outer) || isFactory(outer) ? outer : (defaultOf(outer) ?? outer);
}

function defaultOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "default" in value ? value.default : undefined;
}

function isFactory(value: unknown): value is () => unknown {
  return typeof value === "function";
}

function isDefinition(value: unknown): value is DetectorDefinition {
  return (
    typeof value === "object" &&
    value !== null &&
    "name" in value &&
    typeof value.name === "string" &&
    "reads" in value &&
    isReads(value.reads) &&
    "options" in value &&
    typeof value.options === "object" &&
    "create" in value &&
    typeof value.create === "function"
  );
}

function isReads(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  return typeof value === "object" && value !== null && "signals" in value && Array.isArray(value.signals);
}

function detectorNotFound(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "DETECTOR_NOT_FOUND",
    `No detector module at ${path}.`,
    "Give the path of an existing .ts, .js or .mjs file, as in --detector ./my-detector.js.",
  );
}

function detectorNotLoaded(path: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "DETECTOR_NOT_LOADED",
    `Could not load detector module ${path}: ${thrownReason(cause)}`,
    adviceOn(cause),
    { cause },
  );
}

/** A missing package is named in the message. In a clone without a build, the message names the file missing from `dist/`. */
function adviceOn(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : "";
  const [, missing = ""] = /^Cannot find (?:package|module) '([^']+)'/.exec(message) ?? [];
  const [, clone] = /^(.*)[/\\]dist[/\\].*$/.exec(missing) ?? [];
  return missing === "firedrill" || (clone !== undefined && isOurs(clone))
    ? 'In a clone run npm run build, or import from its index.ts instead of "firedrill"; elsewhere install the package.'
    : "Fix the module. It must be importable on its own.";
}

function isOurs(folder: string): boolean {
  const manifest = join(folder, "package.json");
  return existsSync(manifest) && /"name": *"firedrill"/.test(readFileSync(manifest, "utf8"));
}

function notADetector(path: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOT_A_DETECTOR",
    `The default export of ${path} is not a detector.`,
    "Export the result of defineDetector, or a function that returns it: export default defineDetector({ ... }).",
  );
}

function typeScriptNotReadable(): FiredrillError {
  return new FiredrillError(
    "usage",
    "TYPESCRIPT_NOT_SUPPORTED",
    `Node ${process.versions.node} cannot read a detector written in TypeScript.`,
    "Install tsx beside it (npm install --save-dev tsx), use Node 22.18 or later, or give compiled JavaScript.",
  );
}
