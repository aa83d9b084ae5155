import { isJsonObject } from "../../../domain/text/json.ts";
import { remoteAlert } from "./shape.ts";
import type { PayloadShape } from "./shape.ts";

/**
 * A message as Slack's incoming webhooks take it, from whatever can only talk to a chat. All of it is read for words:
 * resolved ends the episode unless something is firing too; WARNING without ERROR or CRITICAL is a warning. A message
 * does not say what it is about, so that all of them are one episode.
 */
export const slackPayload: PayloadShape = {
  usage:
    'a message for Slack: {"text": "[FIRING] ERROR: too slow"}, or blocks or attachments with text; the words warning, error, critical, firing and resolved are understood',
  read: (value) => {
    if (!isJsonObject(value) || !messageFields.some((name) => Object.hasOwn(value, name))) return undefined;
    const texts = textsIn(value, deepest);
    if (texts.length === 0) return undefined;
    const text = texts.join("\n");
    const severity = warning.test(text) && !error.test(text) ? "warning" : "error";
    const state = resolved.test(text) && !firing.test(text) ? "resolved" : "firing";
    const alert = remoteAlert({ severity, state, key: undefined, subject: undefined, evidence: texts[0] });
    return { kind: "alerts", alerts: [alert] };
  },
};

const warning = /\bwarn(?:ing)?\b/i;
const error = /\b(?:error|critical)\b/i;
const firing = /\bfiring\b/i;
const resolved = /\bresolved\b/i;

/** Slack nests no deeper than blocks in attachments, fields in blocks, texts in fields; what is deeper is no message. */
const deepest = 8;

/** A message has one of these; they may be empty, and then it says nothing. */
const messageFields = ["text", "blocks", "attachments"] as const;

/** Where a message keeps what people read; everything else is for machines. */
const wordFields = ["pretext", "title", "text", "value", "fallback"] as const;
const partFields = ["text", "blocks", "attachments", "fields", "elements"] as const;

function textsIn(value: unknown, depth: number): readonly string[] {
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((part) => textsIn(part, depth - 1));
  if (!isJsonObject(value)) return [];
  const own = wordFields.flatMap((name) => {
    const text = value[name];
    return typeof text === "string" && text.trim() !== "" ? [text] : [];
  });
  const nested = partFields.flatMap((name) => textsIn(value[name], depth - 1));
  return [...own, ...nested];
}
