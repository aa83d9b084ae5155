import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import { isJsonObject, shownValue, textOf } from "../json-fields.ts";
import type { JsonObject } from "../json-fields.ts";
import { remoteAlert } from "./shape.ts";
import type { PayloadReading, PayloadShape } from "./shape.ts";

/** Our own alerts: one object or a list. What is absent or null is an error that fires; unknown fields are ignored. */
export const ownPayload: PayloadShape = {
  usage:
    'our own, one or a list: {"severity": "warning" | "error", "state": "firing" | "resolved", "key", "subject", "evidence", "score", "atIndex", "atMs"}, of which severity or state must be there',
  read: (value) => {
    if (Array.isArray(value)) return readAll(value);
    if (!isJsonObject(value) || !isOurs(value)) return undefined;
    return readAll([value]);
  },
};

function isOurs(value: JsonObject): boolean {
  return Object.hasOwn(value, "severity") || Object.hasOwn(value, "state");
}

function readAll(values: readonly unknown[]): PayloadReading {
  const mistakes: string[] = [];
  const alerts: RemoteAlert[] = [];
  for (const [at, value] of values.entries()) {
    const found = mistakesIn(value);
    const where = values.length === 1 ? "" : `[${at}]: `;
    for (const mistake of found) mistakes.push(where + mistake);
    if (isJsonObject(value) && found.length === 0) alerts.push(alertOf(value));
  }
  return mistakes.length > 0 ? { kind: "mistakes", mistakes } : { kind: "alerts", alerts };
}

interface Field {
  readonly name: string;
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
}

const text: Pick<Field, "wanted" | "fits"> = {
  wanted: "a text that is not empty",
  fits: (value) => typeof value === "string" && value !== "",
};

const fields: readonly Field[] = [
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
  { name: "key", ...text },
  { name: "subject", ...text },
  { name: "evidence", ...text },
  { name: "score", wanted: "a number", fits: isFiniteNumber },
  { name: "atIndex", wanted: "a whole number from 0", fits: isIndex },
  { name: "atMs", wanted: "Unix milliseconds", fits: isFiniteNumber },
];

function mistakesIn(value: unknown): readonly string[] {
  if (!isJsonObject(value)) return [`${shownValue(value)} is no alert`];
  if (!isOurs(value)) return ["neither severity nor state is there"];
  return fields
    .filter(({ name, fits }) => (value[name] ?? undefined) !== undefined && !fits(value[name]))
    .map(({ name, wanted }) => `${name} is ${shownValue(value[name])}, not ${wanted}`);
}

/** @param value - without mistakes */
function alertOf(value: JsonObject): RemoteAlert {
  const { score, atIndex, atMs } = value;
  const alert = remoteAlert({
    severity: value["severity"] === "warning" ? "warning" : "error",
    state: value["state"] === "resolved" ? "resolved" : "firing",
    key: textOf(value, "key"),
    subject: textOf(value, "subject"),
    evidence: textOf(value, "evidence"),
  });
  return {
    ...alert,
    ...(isFiniteNumber(score) ? { score } : {}),
    ...(isIndex(atIndex) ? { atIndex } : {}),
    ...(isFiniteNumber(atMs) ? { atMs } : {}),
  };
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isIndex(value: unknown): value is number {
  return isFiniteNumber(value) && Number.isSafeInteger(value) && value >= 0;
}
