import type { Severity } from "../../../domain/alert.ts";
import { FiredrillError } from "../../../domain/error.ts";
import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { textOf } from "../json-fields.ts";

/** `none` is for heartbeats and information, which open no episode. */
export type SeverityOrNone = Severity | "none";

/** A user's words for severities, in lower case. They take precedence over the built-in words. */
export type SeverityWords = Readonly<Record<string, SeverityOrNone>>;

/** Severity words of alerting tools. An unknown word is an error, because the alert was worth sending. */
const severityWords: SeverityWords = {
  none: "none",
  info: "none",
  information: "none",
  informational: "none",
  debug: "none",
  notice: "none",
  p5: "none",
  warning: "warning",
  warn: "warning",
  minor: "warning",
  low: "warning",
  medium: "warning",
  moderate: "warning",
  average: "warning",
  ticket: "warning",
  p3: "warning",
  p4: "warning",
  error: "error",
  err: "error",
  critical: "error",
  crit: "error",
  fatal: "error",
  major: "error",
  high: "error",
  severe: "error",
  disaster: "error",
  emergency: "error",
  page: "error",
  p1: "error",
  p2: "error",
};

/** The effect of a state word on an episode; `nothing` neither opens nor ends one. */
export type StateOrNothing = RemoteAlert["state"] | "nothing";

const stateWords: Readonly<Record<string, StateOrNothing>> = {
  firing: "firing",
  fired: "firing",
  active: "firing",
  alerting: "firing",
  alarm: "firing",
  problem: "firing",
  trigger: "firing",
  triggered: "firing",
  down: "firing",
  open: "firing",
  opened: "firing",
  resolved: "resolved",
  resolve: "resolved",
  recovered: "resolved",
  recovery: "resolved",
  ok: "resolved",
  up: "resolved",
  close: "resolved",
  closed: "resolved",
  normal: "resolved",
  cleared: "resolved",
  inactive: "resolved",
  pending: "nothing",
  acknowledge: "nothing",
  acknowledged: "nothing",
  suppressed: "nothing",
  silenced: "nothing",
};

/** @returns `undefined` for a word that is not a severity */
export function severityWord(word: string, own: SeverityWords = {}): SeverityOrNone | undefined {
  const lower = word.toLowerCase();
  if (Object.hasOwn(own, lower)) return own[lower];
  return Object.hasOwn(severityWords, lower) ? severityWords[lower] : undefined;
}

/** @returns `undefined` for a word that is not a state */
export function stateWord(word: string): StateOrNothing | undefined {
  const lower = word.toLowerCase();
  return Object.hasOwn(stateWords, lower) ? stateWords[lower] : undefined;
}

/** The severity label. A missing label or an unknown word is an error. */
export function severityIn(labels: JsonObject, own?: SeverityWords): SeverityOrNone {
  const word = textOf(labels, "severity") ?? textOf(labels, "priority") ?? textOf(labels, "level");
  return (word === undefined ? undefined : severityWord(word, own)) ?? "error";
}

/** The option of `webhook` and `prometheus` for a user's severity words. */
export const severityOption = {
  kind: "text",
  default: "",
  describe: "your own severity words, such as severity=page:error,ticket:warning,watchdog:none",
} as const;

/**
 * Reads severity words such as `page:error,ticket:warning,watchdog:none`.
 * @throws FiredrillError BAD_OPTION
 */
export function severitiesIn(text: string): SeverityWords {
  const words = parseSeverityWords(text);
  if (words === undefined)
    throw new FiredrillError(
      "usage",
      "BAD_OPTION",
      `Invalid severity ${JSON.stringify(text)}: expected words that mean error, warning or none.`,
      "Write severity=page:error,ticket:warning,watchdog:none.",
    );
  return words;
}

function parseSeverityWords(text: string): SeverityWords | undefined {
  const words: Record<string, SeverityOrNone> = {};
  for (const pair of text === "" ? [] : text.split(",")) {
    const [, word, meaning] = /^\s*([^:,]+):(error|warning|none)\s*$/i.exec(pair) ?? [];
    if (word === undefined || meaning === undefined) return undefined;
    const severity = meaning.toLowerCase();
    words[word.trim().toLowerCase()] = severity === "warning" || severity === "none" ? severity : "error";
  }
  return words;
}
