import { parseInstant } from "../../../domain/instant.ts";

/** Unix milliseconds of a time in UTC as Go writes it, with up to nine decimals; 0 for anything else. */
export function parseGoTime(text: string): number {
  return parseInstant(text.replace(/(\.\d{6})\d+/, "$1")) ?? 0;
}
