import { isJsonObject } from "./text/json.ts";
import { stripped } from "./text/printable.ts";

/** In rising order. */
export type Severity = "warning" | "error";

/** What a detector says: an episode opens (`firing`), may rise from warning to error, and closes (`resolved`). */
export interface Alert {
  /** Identifies the episode, usually by its subject. */
  readonly key: string;
  readonly severity: Severity;
  readonly state: "firing" | "resolved";
  /** Index of the observation that is the evidence. */
  readonly atIndex: number;
  /** Time of the evidence, not of the judgement. */
  readonly atMs: number;
  /** The detector's own measure; only comparable within one detector. */
  readonly score?: number;
  /** What it is about, as `ip:203.0.113.9`; absent when it is about everything. */
  readonly subject?: string;
  /** For a person, in words. */
  readonly evidence?: string;
}

/** An alert as the harness heard it. */
export interface ReceivedAlert extends Alert {
  /** Which detector, as the verdict names it. */
  readonly detector: string;
  /** When the harness heard of it, on the drill's clock. */
  readonly receivedMs: number;
}

/** True when `severity` is `required` or worse. */
export function reaches(severity: Severity, required: Severity): boolean {
  return severity === "error" || required === "warning";
}

/** `WARNING` or `ERROR`, as the logs of the original have it. */
export function severityText(severity: Severity): string {
  return severity.toUpperCase();
}

/** A field of an alert, and what it must be. */
export interface AlertField {
  readonly name: keyof ReceivedAlert;
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
}

const longestShown = 60;

const isText = (value: unknown): boolean => typeof value === "string";
const isName = (value: unknown): boolean => typeof value === "string" && value !== "";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isAbsentOr =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || fits(value);

/** In the order in which mistakes are told. */
export const alertFields: readonly AlertField[] = [
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
  return alertFields
    .filter(({ name, fits }) => !fits(value[name]))
    .map((field) => alertMistake(field, value[field.name]));
}

/** `atIndex is -1, not a whole number from 0`. */
export function alertMistake({ name, wanted }: AlertField, found: unknown): string {
  const spelled = found === undefined ? "missing" : stripped(JSON.stringify(found), longestShown);
  return `${name} is ${spelled}, not ${wanted}`;
}
