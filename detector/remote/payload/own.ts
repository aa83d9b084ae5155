import { z } from "zod";
import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import { isReadableSubject } from "../../../domain/subject.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import { shownValue } from "../json-fields.ts";
import type { PayloadReading, PayloadShape } from "./shape.ts";
import { clipped } from "./shape.ts";

/**
 * Firedrill's own format: one alert or a list. Severity defaults to error and state to firing; unknown fields are
 * ignored.
 */
export const ownPayload: PayloadShape = {
  usage:
    'Firedrill\'s own format, one alert or a list: {"severity": "warning" | "error", "state": "firing" | "resolved", "key", "subject", "evidence", "score", "atIndex", "atMs"}; severity or state is required',
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
    const found = checked(value);
    const where = values.length === 1 ? "" : `[${at}]: `;
    if (found.kind === "alert") alerts.push(found.alert);
    else for (const mistake of found.mistakes) mistakes.push(where + mistake);
  }
  return mistakes.length > 0 ? { kind: "mistakes", mistakes } : { kind: "alerts", alerts };
}

const notEmpty = "a non-empty string";

/** The expected value of each field, in words. */
const expected = {
  severity: '"warning" or "error"',
  state: '"firing" or "resolved"',
  key: notEmpty,
  subject: `${notEmpty}, with an address after "ip:"`,
  evidence: notEmpty,
  score: "a number",
  atIndex: "a whole number from 0",
  atMs: "Unix milliseconds",
} as const;

const text = z.string().min(1).nullish();

const ownAlert = z.object({
  severity: z.enum(["warning", "error"]).nullish(),
  state: z.enum(["firing", "resolved"]).nullish(),
  key: text,
  subject: z.string().min(1).refine(isReadableSubject).nullish(),
  evidence: text,
  score: z.number().nullish(),
  atIndex: z.int().min(0).nullish(),
  atMs: z.number().nullish(),
} satisfies Record<keyof typeof expected, z.ZodType>);

type Checked =
  | { readonly kind: "alert"; readonly alert: RemoteAlert }
  | { readonly kind: "mistakes"; readonly mistakes: readonly string[] };

function checked(value: unknown): Checked {
  if (!isJsonObject(value)) return { kind: "mistakes", mistakes: [`${shownValue(value)} is not an alert`] };
  if (!isOurs(value)) return { kind: "mistakes", mistakes: ["severity or state is required"] };
  const parsed = ownAlert.safeParse(value);
  if (parsed.success) return { kind: "alert", alert: alertOf(parsed.data) };
  const wrong = new Set(parsed.error.issues.map(({ path: [name] }) => name));
  const mistakes = Object.entries(expected).filter(([name]) => wrong.has(name));
  return {
    kind: "mistakes",
    mistakes: mistakes.map(([name, words]) => `${name} is ${shownValue(value[name])}, not ${words}`),
  };
}

function alertOf({ severity, state, score, atIndex, atMs, ...words }: z.infer<typeof ownAlert>): RemoteAlert {
  return {
    severity: severity ?? "error",
    state: state ?? "firing",
    ...(typeof words.key === "string" ? { key: clipped(words.key) } : {}),
    ...(typeof words.subject === "string" ? { subject: clipped(words.subject) } : {}),
    ...(typeof words.evidence === "string" ? { evidence: clipped(words.evidence) } : {}),
    ...(typeof score === "number" ? { score } : {}),
    ...(typeof atIndex === "number" ? { atIndex } : {}),
    ...(typeof atMs === "number" ? { atMs } : {}),
  };
}
