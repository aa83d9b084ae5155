import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import type { PayloadShape } from "./shape.ts";
import { remoteAlerts } from "./shape.ts";
import type { SaidSeverity, SaidState } from "./words.ts";
import { severityWord, stateWord } from "./words.ts";

/**
 * A message for a chat (Slack, Mattermost, Discord, Microsoft Teams), from whatever can only talk to one. Words count where a
 * status stands: in the first line as its first word, in brackets or in parentheses; in a field that is called status or severity;
 * last, the color. What stands in the body is prose. A message without any status is an error that fires. It does not say
 * what it is about, so that all messages are one episode.
 */
export const chatPayload: PayloadShape = {
  usage:
    'a message for Slack, Discord or Teams: {"text": "[FIRING] ERROR: too slow"}, or blocks, attachments, embeds or sections with text; a status is understood at the start of the first line, in brackets, in parentheses, in a field, or as a color',
  read: (value, { severities }) => {
    if (!isJsonObject(value) || !messageFields.some((name) => Object.hasOwn(value, name))) return undefined;
    const message: Message = { titles: [], lines: [], facts: [], colors: [] };
    collect(value, message, deepest);
    const heads = [...message.titles, ...message.lines.slice(0, 1)].map(headOf);
    const [first] = [...message.titles, ...message.lines];
    if (first === undefined && message.facts.length === 0) return undefined;
    const words = [...heads.flatMap(bracketedWords), ...heads.flatMap(firstWord), ...factWords(message)];
    const color = colorMeaning(message.colors[0]);
    // `[FIRING:1, RESOLVED:2]`: something still fires.
    const isFiring = heads.flatMap(bracketedWords).some((word) => stateWord(word) === "firing");
    const state = isFiring ? "firing" : (firstOf(words, stateWord) ?? color?.state ?? "firing");
    const severity = firstOf(words, (word) => severityWord(word, severities)) ?? color?.severity ?? "error";
    return {
      kind: "alerts",
      alerts: remoteAlerts({ severity, state, key: undefined, subject: undefined, evidence: first }),
    };
  },
};

/** What people read of a message. */
interface Message {
  readonly titles: string[];
  readonly lines: string[];
  /** Fields with a name. */
  readonly facts: (readonly [string, string])[];
  readonly colors: unknown[];
}

/** A message nests no deeper than blocks in attachments, fields in blocks, texts in fields; what is deeper is no message. */
const deepest = 8;

/** A message has one of these; they may be empty, and then it says nothing. */
const messageFields = ["text", "blocks", "attachments", "content", "embeds", "sections", "summary"] as const;

/** Where a message keeps what people read; everything else is for machines. */
const titleFields = ["title", "pretext", "activityTitle", "summary"];
const wordFields = ["text", "content", "fallback", "description"];
const partFields = [
  "text",
  "blocks",
  "attachments",
  "fields",
  "elements",
  "embeds",
  "sections",
  "facts",
  "content",
  "body",
];

function collect(value: unknown, message: Message, depth: number): void {
  if (depth === 0) return;
  if (Array.isArray(value)) {
    for (const part of value) collect(part, message, depth - 1);
    return;
  }
  if (!isJsonObject(value)) return;
  const fact = factOf(value);
  if (fact !== undefined) {
    message.facts.push(fact);
    return;
  }
  for (const name of ["color", "themeColor"]) if (value[name] !== undefined) message.colors.push(value[name]);
  for (const name of titleFields) if (isText(value[name])) message.titles.push(value[name]);
  for (const name of wordFields) if (isText(value[name])) addText(value[name], message);
  for (const name of partFields) collect(value[name], message, depth - 1);
}

/** `*Status:*` and a word is a field, as chats print one in a text. */
function addText(text: string, message: Message): void {
  const [, name, word] = /^\W*([A-Za-z]+)\W+([A-Za-z][A-Za-z0-9]*)\W*$/.exec(text) ?? [];
  if (name !== undefined && word !== undefined && statusField.test(name)) message.facts.push([name, word]);
  else message.lines.push(text);
}

const statusField = /^\W*(?:severity|priority|level|status|state)\W*$/i;

function factOf(value: JsonObject): readonly [string, string] | undefined {
  const name = value["name"] ?? (Object.hasOwn(value, "value") ? value["title"] : undefined);
  const text = value["value"];
  return typeof name === "string" && typeof text === "string" ? [name, text] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

const longestHead = 300;

/** Its first line. */
function headOf(text: string): string {
  return text.trim().split("\n", 1).join("").slice(0, longestHead);
}

function bracketedWords(head: string): readonly string[] {
  return [...head.matchAll(/[[(]([^[\]()]{1,80})[\])]/g)].flatMap(([, inside = ""]) => wordsIn(inside));
}

/** `CRITICAL: ...` is a status behind a tag as [web], too. */
function firstWord(head: string): readonly string[] {
  return wordsIn(head.replaceAll(/\[[^\]]*\]/g, " ")).slice(0, 1);
}

function wordsIn(text: string): readonly string[] {
  return text.match(/[A-Za-z][A-Za-z0-9]*/g) ?? [];
}

function factWords({ facts }: Message): readonly string[] {
  return facts.filter(([name]) => statusField.test(name)).flatMap(([, text]) => wordsIn(text).slice(0, 1));
}

function firstOf<Meaning>(
  words: readonly string[],
  meaningOf: (word: string) => Meaning | undefined,
): Meaning | undefined {
  for (const word of words) {
    const meaning = meaningOf(word);
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}

/** Slack's names of colors; any other color says nothing. */
function colorMeaning(
  color: unknown,
): { readonly severity: SaidSeverity; readonly state: SaidState } | undefined {
  switch (color) {
    case "good":
      return { severity: "error", state: "resolved" };
    case "warning":
      return { severity: "warning", state: "firing" };
    case "danger":
      return { severity: "error", state: "firing" };
    default:
      return undefined;
  }
}
