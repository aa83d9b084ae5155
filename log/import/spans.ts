import { isJsonObject, parseJson } from "../../domain/text/json.ts";

/** Whether a file that begins so is one document of OTLP JSON over several lines. */
export function looksLikeSpans(start: string): boolean {
  return (
    /^\uFEFF?\s*\{\s*\n?\s*"resource(?:Spans|_spans)"\s*:/.test(start) &&
    parseJson(start.split("\n", 1)[0] ?? "") === undefined
  );
}

const isBatch = /^\s*\{\s*"resource(?:Spans|_spans)"/;

/** The spans of a line that is a batch of them, each as a line of its own; any other line stays. */
export function spansOfLine(line: string): readonly string[] {
  return isBatch.test(line) ? spanLines(line) : [line];
}

/** The spans of OTLP JSON, each as a line. What is none stays as it is. */
export function spanLines(text: string): readonly string[] {
  const parsed = parseJson(text);
  if (!isJsonObject(parsed)) return [text];
  const document = "resource_spans" in parsed ? inCamelCase(parsed) : parsed;
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

/** With the names of the protocol's JSON for those of its definition, `spanId` for `span_id`; values stay. */
function inCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inCamelCase);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      inCamelCase(inner),
    ]),
  );
}

function objectsIn(
  object: Readonly<Record<string, unknown>>,
  name: string,
): readonly Readonly<Record<string, unknown>>[] {
  const values: unknown = object[name];
  return Array.isArray(values) ? values.filter(isJsonObject) : [];
}
