import { isReadableSubject } from "./subject.ts";
import { isJsonObject } from "./text/json.ts";
import { stripped } from "./text/printable.ts";

/** Severities, mildest first. */
export type Severity = "warning" | "error";

/**
 * A change in a detector's state: an episode opens (`firing`), may rise from warning to error, and closes
 * (`resolved`).
 */
export interface Alert {
  /** Identifies the episode, usually by its subject. */
  readonly key: string;
  readonly severity: Severity;
  readonly state: "firing" | "resolved";
  /** Index of the observation that triggered the alert. */
  readonly atIndex: number;
  /** Time of that observation, not of the decision. */
  readonly atMs: number;
  /** The detector's own measure. Scores of different detectors cannot be compared. */
  readonly score?: number;
  /** The subject, such as `ip:203.0.113.9`. Without it the alert is about the whole log. */
  readonly subject?: string;
  /** An explanation in words. */
  readonly evidence?: string;
  /** What a second detector says about its neighborhood; absent where none was asked. */
  readonly confirmed?: boolean;
}

/** Rows before and after an alert that a second detector judges. */
export const secondLookRows = 20;

/** An alert as the harness received it. */
export interface ReceivedAlert extends Alert {
  /** The detector's name in the verdict. */
  readonly detector: string;
  /** When the alert arrived, on the drill's clock. */
  readonly receivedMs: number;
}

/** An alert from a file, which may not say when it arrived. */
export interface FileAlert extends Omit<ReceivedAlert, "receivedMs"> {
  readonly receivedMs?: number;
}

/** True when `severity` is `required` or worse. */
export function reaches(severity: Severity, required: Severity): boolean {
  return severity === "error" || required === "warning";
}

/** `WARNING` or `ERROR`, as in the original's logs. */
export function severityText(severity: Severity): string {
  return severity.toUpperCase();
}

/** A field of an alert, and the values it can have. */
export interface AlertField {
  readonly name: keyof ReceivedAlert;
  readonly wanted: string;
  readonly fits: (value: unknown) => boolean;
}

const longestShownLength = 60;

const isText = (value: unknown): boolean => typeof value === "string";
const isName = (value: unknown): boolean => typeof value === "string" && value !== "";
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value);
const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isAbsentOr =
  (fits: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    value === undefined || fits(value);

/** In the order in which mistakes are reported. */
export const alertFields: readonly AlertField[] = [
  { name: "detector", wanted: "a name", fits: isName },
  { name: "key", wanted: "a string", fits: isText },
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
  {
    name: "subject",
    wanted: 'a string, with an address after "ip:"',
    fits: isAbsentOr((value) => typeof value === "string" && isReadableSubject(value)),
  },
  { name: "evidence", wanted: "a string", fits: isAbsentOr(isText) },
  {
    name: "confirmed",
    wanted: "true or false",
    fits: isAbsentOr((value) => typeof value === "boolean"),
  },
];

/** The reasons why a value is not an alert, one phrase per field; empty for an alert. Unknown fields are ignored. */
export function alertMistakes(value: unknown): readonly string[] {
  if (!isJsonObject(value)) return ["not a JSON object"];
  return alertFields
    .filter(({ name, fits }) => !fits(value[name]))
    .map((field) => alertMistake(field, value[field.name]));
}

/** `atIndex is -1, not a whole number from 0`. */
export function alertMistake({ name, wanted }: AlertField, found: unknown): string {
  const shown = found === undefined ? "missing" : stripped(JSON.stringify(found), longestShownLength);
  return `${name} is ${shown}, not ${wanted}`;
}
