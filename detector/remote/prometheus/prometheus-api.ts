import { isJsonObject } from "../../../domain/text/json.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { objectOf } from "../json-fields.ts";

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
  const list = object[name];
  return Array.isArray(list) ? list.filter((item: unknown) => isJsonObject(item)) : [];
}
