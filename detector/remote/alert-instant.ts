import { roundToMicros } from "../../domain/clock.ts";
import { parseInstant } from "../../domain/instant.ts";
import type { RemoteAlert } from "../../domain/remote-detector.ts";

const firstNoIndex = 1_000_000_000;

const isoPattern =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,6})\d*)?(?:Z|([+-])(\d\d):?([0-5]\d))$/i;

/**
 * What `at` says: a whole number below 1,000,000,000 (as a number or as digits) is a row's index, an ISO 8601 instant
 * with its zone is a time. Anything else could be several things: larger numbers Unix seconds or milliseconds, a time
 * without a zone one in any zone.
 */
export function momentOf(value: unknown): Pick<RemoteAlert, "atIndex" | "atMs"> | undefined {
  if (typeof value === "string" && !/^\d+$/.test(value)) {
    const atMs = instantOf(value);
    return atMs === undefined ? undefined : { atMs };
  }
  const index = typeof value === "string" ? Number(value) : value;
  return isIndex(index) && index < firstNoIndex ? { atIndex: index } : undefined;
}

export function isIndex(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** Reads ISO 8601 as programs print it: `Z` or an offset, `T` or a blank, any number of decimals. */
function instantOf(text: string): number | undefined {
  const [, date, time, decimals = "0", sign, hours = "0", minutes = "0"] = isoPattern.exec(text) ?? [];
  if (date === undefined) return undefined;
  const localMs = parseInstant(`${date}T${time}.${decimals}Z`);
  if (localMs === undefined) return undefined;
  const offsetMs = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return roundToMicros(sign === "-" ? localMs + offsetMs : localMs - offsetMs);
}
