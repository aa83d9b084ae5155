import type { JsonObject } from "../../../domain/text/json.ts";
import { isJsonObject } from "../../../domain/text/json.ts";
import type { PayloadShape } from "./shape.ts";
import { remoteAlerts } from "./shape.ts";
import type { SeverityOrNone, StateOrNothing } from "./words.ts";
import { severityWord, stateWord } from "./words.ts";

/**
 * A chat message (Slack, Mattermost, Discord, Microsoft Teams), from tools that can only post to a chat. Words count
 * only in a status position: as the first word of the first line, in brackets or parentheses, or in a field named
 * status or severity; then the color. A word that prose begins with as well (`Up 30 %`) needs capitals or punctuation
 * after it. The body is prose and is ignored. A message without a status is an error that
 * fires. Messages have no subject, so all of them belong to one episode.
 */
export const chatPayload: PayloadShape = {
  usage:
    'a message for Slack, Discord or Teams: {"text": "[FIRING] ERROR: too slow"}, or blocks, attachments, embeds or sections with text; the status is read from the start of the first line, brackets, parentheses, a field or a color',
  read: (value, { severities }) => {
    if (!isJsonObject(value) || !messageFields.some((name) => Object.hasOwn(value, name))) return undefined;
    const message: Message = { titles: [], lines: [], facts: [], colors: [] };
    collect(value, message, deepest);
    const heads = [...message.titles, ...message.lines.slice(0, 1)].map(headOf);
    const [first] = [...message.titles, ...message.lines];
    if (first === undefined && message.facts.length === 0) return undefined;
    const isPlain = (word: string): boolean =>
      plain.test(word) || Object.hasOwn(severities, word.toLowerCase());
    const bracketed = heads.flatMap((head) => bracketedWords(head, isPlain));
    const words = [...bracketed, ...heads.flatMap((head) => firstWord(head, isPlain)), ...factWords(message)];
    const color = colorMeaning(message.colors[0]);
    // `[FIRING:1, RESOLVED:2]` still fires.
    const isFiring = bracketed.some((word) => stateWord(word) === "firing");
    const state = isFiring ? "firing" : (firstOf(words, stateWord) ?? color?.state ?? "firing");
    const severity = firstOf(words, (word) => severityWord(word, severities)) ?? color?.severity ?? "error";
    return {
      kind: "alerts",
      alerts: remoteAlerts({ severity, state, key: undefined, subject: undefined, evidence: first }),
    };
  },
};

/** The parts of a message that people read. */
interface Message {
  readonly titles: string[];
  readonly lines: string[];
  /** Named fields. */
  readonly facts: (readonly [string, string])[];
  readonly colors: unknown[];
}

/** Messages nest no deeper than blocks in attachments, fields in blocks, texts in fields. */
const deepest = 8;

/** A message has at least one of these. */
const messageFields = ["text", "blocks", "attachments", "content", "embeds", "sections", "summary"] as const;

/** Fields with text for people. */
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

/** Adds a text, or a field written as text, such as `*Status:* firing`. */
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

function headOf(text: string): string {
  return text.trim().split("\n", 1).join("").slice(0, longestHead);
}

type IsPlain = (word: string) => boolean;

/** Words that open a sentence only as a status; labels that Alertmanager lists in parentheses. */
const plain =
  /^(?:firing|resolved|recovered|recovery|alerting|triggered|warn|warning|error|critical|crit|info|none|page|ticket|p[1-5])$/i;

const loneWord = /^[^\p{L}\p{N}]*[\p{L}\p{N}]+[^\p{L}\p{N}]*$/u;

/** A tag in brackets is a status; parentheses around more than one word are prose, except for plain words. */
function bracketedWords(head: string, isPlain: IsPlain): readonly string[] {
  const tags = [...head.matchAll(/\[([^[\]]{1,80})\]/g)].flatMap(([, inside = ""]) => wordsIn(inside));
  const notes = [...head.matchAll(/\(([^()]{1,80})\)/g)].flatMap(([, inside = ""]) => {
    const words = wordsIn(inside);
    return loneWord.test(inside) ? words : words.filter(isPlain);
  });
  return [...tags, ...notes];
}

/** The first word outside brackets, so that `[web] CRITICAL: ...` has a status too. */
function firstWord(head: string, isPlain: IsPlain): readonly string[] {
  const text = head.replaceAll(/\[[^\]]*\]/g, " ");
  const [, word = "", after = ""] = /([A-Za-z][A-Za-z0-9]*)\s*(.?)/s.exec(text) ?? [];
  const isStatus = isPlain(word) || word === word.toUpperCase() || !/[\p{L}\p{N}]/u.test(after);
  return word !== "" && isStatus ? [word] : [];
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

/** The meaning of Slack's named colors; other colors have none. */
function colorMeaning(
  color: unknown,
): { readonly severity: SeverityOrNone; readonly state: StateOrNothing } | undefined {
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
