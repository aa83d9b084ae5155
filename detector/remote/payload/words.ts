import type { Severity } from "../../../domain/alert.ts";
import { FiredrillError } from "../../../domain/error.ts";
import type { RemoteAlert } from "../../../domain/remote-detector.ts";
import type { JsonObject } from "../../../domain/text/json.ts";
import { textOf } from "../json-fields.ts";

/** `none` opens no episode: a heartbeat, or information. */
export type SaidSeverity = Severity | "none";

/** A user's own words for severities, in lower case; they come before ours. */
export type SeverityWords = Readonly<Record<string, SaidSeverity>>;

/** As alerting tools call them. A word that is not here is an error: it was important enough to be sent. */
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

/** What a state word says of an episode; `nothing` neither begins nor ends one. */
export type SaidState = RemoteAlert["state"] | "nothing";

const stateWords: Readonly<Record<string, SaidState>> = {
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

/** @returns undefined for a word that is no severity */
export function severityWord(word: string, own: SeverityWords = {}): SaidSeverity | undefined {
  const lower = word.toLowerCase();
  if (Object.hasOwn(own, lower)) return own[lower];
  return Object.hasOwn(severityWords, lower) ? severityWords[lower] : undefined;
}

/** @returns undefined for a word that is no state */
export function stateWord(word: string): SaidState | undefined {
  const lower = word.toLowerCase();
  return Object.hasOwn(stateWords, lower) ? stateWords[lower] : undefined;
}

/** The label that says how bad it is. Without one, or with a word that nobody knows, it is an error. */
export function severityIn(labels: JsonObject, own?: SeverityWords): SaidSeverity {
  const word = textOf(labels, "severity") ?? textOf(labels, "priority") ?? textOf(labels, "level");
  return (word === undefined ? undefined : severityWord(word, own)) ?? "error";
}

/** What `webhook` and `prometheus` take for words that only a user's own alerts have. */
export const severityOption = {
  kind: "text",
  default: "",
  describe: "words of your own, as in severity=page:error,ticket:warning,watchdog:none",
} as const;

/**
 * Reads `page:error,ticket:warning,watchdog:none`.
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
  const words: Record<string, SaidSeverity> = {};
  for (const pair of text === "" ? [] : text.split(",")) {
    const [, word, meaning] = /^\s*([^:,]+):(error|warning|none)\s*$/i.exec(pair) ?? [];
    if (word === undefined || meaning === undefined) return undefined;
    const said = meaning.toLowerCase();
    words[word.trim().toLowerCase()] = said === "warning" || said === "none" ? said : "error";
  }
  return words;
}
