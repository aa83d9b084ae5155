import type { ReceivedAlert } from "../../domain/alert.ts";
import { severityText } from "../../domain/alert.ts";
import { plural, stripped } from "../../domain/text/printable.ts";
import { secondText } from "./sentences.ts";

const longestName = 100;
const longestEvidence = 300;

/** What Slack takes for markup. */
const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Foreign text for a chat: one line without control characters that can neither link, mention nor call a channel. */
function chatText(text: string, limit: number): string {
  return stripped(text, limit).replaceAll(/[&<>]/g, (character) => entities[character] ?? character);
}

/** `ERROR login-guard at 2018-11-05 10:00:21 UTC: ip:203.0.113.9, 12 failures in a row`. */
export function alertLine({ severity, detector, atMs, subject, evidence }: ReceivedAlert): string {
  const about = [
    ...(subject === undefined ? [] : [chatText(subject, longestEvidence)]),
    ...(evidence === undefined ? [] : [chatText(evidence, longestEvidence)]),
  ];
  const head = `${severityText(severity)} ${chatText(detector, longestName)} at ${secondText(atMs)} UTC`;
  return about.length === 0 ? head : `${head}: ${about.join(", ")}`;
}

/** Alerts that are told together. */
export interface AlertBatch {
  readonly count: number;
  readonly errors: number;
  /** Of the first few, in their order; at least one. */
  readonly lines: readonly string[];
}

/** A message for a chat that reads Slack's: one alert as a line, several as a summary with the first of them. */
export function chatMessage({ count, errors, lines }: AlertBatch): string {
  if (count === 1) return `[FIRING] ${lines.join("")}`;
  const left = count - lines.length;
  const counts = [
    ...(errors === 0 ? [] : [`${errors} ERROR`]),
    ...(count === errors ? [] : [`${count - errors} WARNING`]),
  ];
  return [
    `[FIRING] ${plural(count, "alert")}: ${counts.join(", ")}`,
    ...lines,
    ...(left === 0 ? [] : [`and ${left} more`]),
  ].join("\n");
}
