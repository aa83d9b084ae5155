import { isJsonObject } from "../../../domain/text/json.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { objectOf } from "../json-fields.ts";
import type { ValuesAt } from "./expression-values.ts";
import { goNumber } from "./expression-values.ts";

/** The `data` of an answer of Prometheus's API; empty without one. @param url - with the path */
export async function dataFrom(url: string, signal?: AbortSignal): Promise<JsonObject> {
  try {
    const answer: unknown = await (await fetch(url, signal === undefined ? {} : { signal })).json();
    return isJsonObject(answer) ? objectOf(answer, "data") : {};
  } catch {
    return {};
  }
}

/** The objects of a list. */
export function objectsIn(object: JsonObject, name: string): readonly JsonObject[] {
  return listOf(object[name]).filter((item) => isJsonObject(item));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const mostSteps = 10_000;

/**
 * The values of an expression between two instants; an instant has none where it has no result.
 * @param url - base URL of the API
 * @param stepMs - whole milliseconds
 */
export async function valuesBetween(
  url: string,
  expr: string,
  span: { readonly fromMs: number; readonly untilMs: number; readonly stepMs: number },
  signal: AbortSignal,
): Promise<readonly ValuesAt[]> {
  const { fromMs, untilMs } = span;
  const stepMs = Math.max(span.stepMs, Math.ceil((untilMs - fromMs) / mostSteps));
  const query = new URLSearchParams({
    query: expr,
    start: String(fromMs / 1000),
    end: String(untilMs / 1000),
    step: String(stepMs / 1000),
  });
  const data = await dataFrom(`${url}/api/v1/query_range?${query.toString()}`, signal);
  const byTime = new Map<number, number[]>();
  for (const series of objectsIn(data, "result")) {
    for (const pair of listOf(series["values"])) {
      const [atS, value] = listOf(pair);
      const atMs = Math.round(Number(atS) * 1000);
      byTime.set(atMs, [...(byTime.get(atMs) ?? []), goNumber(String(value))]);
    }
  }
  return [...byTime].map(([atMs, values]) => ({ atMs, values })).toSorted((a, b) => a.atMs - b.atMs);
}
