import type { ReceivedAlert } from "../domain/alert.ts";
import { isJsonObject } from "./json.ts";
import { printable } from "./shown.ts";

interface Field {
  readonly name: keyof ReceivedAlert;
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
}

const isText = (value: unknown): boolean => typeof value === "string";
const isName = (value: unknown): boolean => typeof value === "string" && value !== "";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isAbsentOr =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || fits(value);

const fields: readonly Field[] = [
  { name: "detector", wanted: "a name", fits: isName },
  { name: "key", wanted: "a text", fits: isText },
  {
    name: "severity",
    wanted: '"warning" or "error"',
    fits: (value) => value === "warning" || value === "error",
  },
  {
    name: "state",
    wanted: '"firing" or "resolved"',
    fits: (value) => value === "firing" || value === "resolved",
  },
  { name: "atIndex", wanted: "a whole number from 0", fits: isIndex },
  { name: "atMs", wanted: "Unix milliseconds", fits: isNumber },
  { name: "receivedMs", wanted: "Unix milliseconds", fits: isNumber },
  { name: "score", wanted: "a number", fits: isAbsentOr(isNumber) },
  { name: "subject", wanted: "a text", fits: isAbsentOr(isText) },
  { name: "evidence", wanted: "a text", fits: isAbsentOr(isText) },
];

/** What keeps a value from being an alert, one phrase per field; empty when nothing does. Other fields are ignored. */
export function alertMistakes(value: unknown): readonly string[] {
  if (!isJsonObject(value)) return ["no JSON object"];
  return fields
    .filter(({ name, fits }) => !fits(value[name]))
    .map(({ name, wanted }) => {
      const found = value[name];
      return `${name} is ${found === undefined ? "missing" : printable(JSON.stringify(found))}, not ${wanted}`;
    });
}

export function isReceivedAlert(value: unknown): value is ReceivedAlert {
  return alertMistakes(value).length === 0;
}
