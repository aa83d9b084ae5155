import { isJsonObject, parseJson } from "../../domain/text/json.ts";

/** Whether a file that begins so is one document of OTLP JSON over several lines. */
export function looksLikeSpans(start: string): boolean {
  return (
    /^\uFEFF?\s*\{\s*\n?\s*"resourceSpans"\s*:/.test(start) &&
    parseJson(start.split("\n", 1)[0] ?? "") === undefined
  );
}

const isBatch = /^\s*\{\s*"resourceSpans"/;

/** The spans of a line that is a batch of them, each as a line of its own; any other line stays. */
export function spansOfLine(line: string): readonly string[] {
  return isBatch.test(line) ? spanLines(line) : [line];
}

/** The spans of OTLP JSON, each as a line. What is none stays as it is. */
export function spanLines(text: string): readonly string[] {
  const document = parseJson(text);
  if (!isJsonObject(document)) return [text];
  return (
    objectsIn(document, "resourceSpans")
      // Until OTLP 0.19 under another name.
      .flatMap((resource) => [
        ...objectsIn(resource, "scopeSpans"),
        ...objectsIn(resource, "instrumentationLibrarySpans"),
      ])
      .flatMap((scope) => objectsIn(scope, "spans"))
      .map((span) => JSON.stringify(span))
  );
}

function objectsIn(
  object: Readonly<Record<string, unknown>>,
  name: string,
): readonly Readonly<Record<string, unknown>>[] {
  const values: unknown = object[name];
  return Array.isArray(values) ? values.filter(isJsonObject) : [];
}
