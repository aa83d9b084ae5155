import { readFile, stat } from "node:fs/promises";
import { FiredrillError } from "../../domain/error.ts";
import type { LogSource, Scenario } from "../../domain/sources.ts";
import { logSources } from "../../domain/sources.ts";
import type { ParsedScenario } from "../source.ts";
import { scenarioKit } from "../sources.ts";
import { parseScenarioDocument } from "./document.ts";
import type { Mistake } from "./mistake.ts";
import { badScenario } from "./mistake.ts";

const maxSizeBytes = 1_000_000;

/** Finds mistakes that need knowledge from outside, for example whether a detector exists. */
type ScenarioCheck = (scenario: Scenario) => readonly Mistake[];

const noCheck: ScenarioCheck = () => [];

/**
 * Reads a scenario file, YAML or JSON, at most 1 MB.
 * @param check - called once the file itself is valid
 * @throws FiredrillError BAD_SCENARIO with every mistake, SCENARIO_NOT_FOUND, SCENARIO_UNREADABLE
 */
export async function loadScenario(path: string, check = noCheck): Promise<Scenario> {
  const document = parseScenarioDocument(await readText(path));
  if (document.kind === "broken") throw badScenario(path, document.mistakes);
  const parsed = await parseScenario(withoutSchemaLink(document.value));
  const loaded = parsed.kind === "unfinished" ? await parsed.finish(path) : parsed;
  const mistakes = loaded.kind === "scenario" ? check(loaded.scenario) : loaded.mistakes;
  if (loaded.kind === "scenario" && mistakes.length === 0) return loaded.scenario;
  throw badScenario(
    path,
    mistakes.map((mistake) => ({ ...mistake, position: document.positionOf(mistake) })),
  );
}

/** Parses a scenario from a plain value. Collects all mistakes at once. */
export async function parseScenario(value: unknown): Promise<ParsedScenario<Scenario>> {
  const file = await scenarioKit(intendedSource(value)).file();
  return file.parse(value);
}

/** Without a valid `source`, the other fields determine it, so that their mistakes are reported too. */
function intendedSource(value: unknown): LogSource {
  const fields = new Map(
    typeof value === "object" && value !== null ? Object.entries<unknown>({ ...value }) : [],
  );
  const [first] = logSources;
  if (first === undefined) throw new RangeError("there are no log sources");
  return (
    logSources.find((source) => fields.get("source") === source) ??
    logSources.find((source) => scenarioKit(source).toldBy.some((field) => fields.has(field))) ??
    first
  );
}

/** JSON has no comments, so that editors expect the link to the schema in a field. */
function withoutSchemaLink(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "$schema"));
}

async function readText(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw unreadable(path, "it is a folder");
    if (!found.isFile()) throw unreadable(path, "it is not a file");
    if (found.size > maxSizeBytes) {
      throw unreadable(path, `it has ${found.size} bytes; the limit is ${maxSizeBytes}`);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(path));
  } catch (error) {
    throw asFiredrillError(path, error);
  }
}

function asFiredrillError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof FiredrillError) return error;
  const code = "code" in error ? error.code : undefined;
  if (code === "ENOENT" || code === "ENOTDIR") return scenarioNotFound(path, error);
  if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return unreadable(path, "it is not UTF-8 text", error);
  return unreadable(path, error.message, error);
}

function scenarioNotFound(path: string, cause: Error): FiredrillError {
  return new FiredrillError(
    "usage",
    "SCENARIO_NOT_FOUND",
    `Scenario file "${path}" not found.`,
    `Check the path. "firedrill list" shows the built-in scenarios.`,
    { cause },
  );
}

function unreadable(path: string, reason: string, cause?: Error): FiredrillError {
  return new FiredrillError(
    "usage",
    "SCENARIO_UNREADABLE",
    `Cannot read the scenario "${path}": ${reason}.`,
    "Pass a readable YAML or JSON file with one scenario.",
    { cause },
  );
}
