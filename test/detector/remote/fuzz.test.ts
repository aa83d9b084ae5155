import { expect, test } from "vitest";
import { alertMistakes } from "../../../domain/alert.ts";
import { randomStream } from "../../../domain/chance/random.ts";
import { readAlertLine } from "../../../detector/remote/alert-line.ts";
import { parseAlertPattern } from "../../../detector/remote/alert-pattern.ts";
import { outputLines } from "../../../detector/remote/command-lines.ts";
import { readBody } from "../../../detector/remote/payload/payload.ts";
import { firesIn } from "../../../detector/remote/prometheus/simulated-prometheus.ts";
import { checkedAlert } from "../../../log/files/alert-schema.ts";

const cases = 10_000;

/** Texts that adapters understand, and what programs print besides. */
const seeds = [
  `{"severity":"error","at":103,"key":"slow","score":1.5,"subject":"ip:203.0.113.9"}`,
  `{"detector":"siem","key":"x","severity":"warning","state":"firing","atIndex":7,"atMs":1.5,"receivedMs":2}`,
  `[{"labels":{"alertname":"Slow","severity":"page"},"startsAt":"2020-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z"}]`,
  `{"version":"4","status":"firing","alerts":[{"status":"resolved","labels":{"alertname":"A"},"annotations":{}}]}`,
  `{"routing_key":"r","event_action":"trigger","dedup_key":"k","payload":{"summary":"s","severity":"critical"}}`,
  `{"text":"[FIRING:1] HighErrorRate (warning)","attachments":[{"color":"danger","title":"x"}]}`,
  `payload=%7B%22text%22%3A%22Recovered%22%7D&x=1`,
  `2020-01-01 00:00:00 ERROR at row 103: too slow`,
  `    alertname: SlowP90, time: 1m5s, `,
  `            Labels:{alertname="Slow", severity="page"}`,
  `            Annotations:{summary="p90 \\"high\\""},`,
  `    name: 12,`,
  "",
  "chatter",
];
const pieces = [
  "{",
  "}",
  "[",
  "]",
  '"',
  "'",
  ":",
  ",",
  "\\",
  "\\u0000",
  "NaN",
  "-Infinity",
  "1e999",
  "null",
  "true",
  "-1",
  "0.5",
  "9".repeat(400),
  "severity",
  "at",
  "atMs",
  "key",
  "ERROR",
  "\u001b[31m",
  "\uFEFF",
  "\u202E",
  "\u2028",
  "\r",
  "\t",
  "::error::",
  "é",
  "😀",
  "\uD800",
  "__proto__",
  "ip:::1",
  "ip:web-1",
];

/** One of the seeds, cut and mended at random places: the same text for the same number. */
function fuzzed(number: number): string {
  const random = randomStream(20, "fuzz")(number);
  const whole = (below: number): number => Math.floor(random.uniform() * below);
  let text = seeds[whole(seeds.length)] ?? "";
  for (let changes = whole(6); changes > 0; changes -= 1) {
    const from = whole(text.length + 1);
    const piece = pieces[whole(pieces.length)] ?? "";
    text = text.slice(0, from) + piece + text.slice(from + whole(4));
  }
  return text;
}

const texts = Array.from({ length: cases }, (_, number) => fuzzed(number));

test("every printed line is an alert with a severity and a state, chatter, or a mistake with a reason", () => {
  const lines = texts.map((text) => readAlertLine(text, undefined));
  const counts = { alert: 0, chatter: 0, mistake: 0 };
  for (const { kind } of lines) counts[kind] += 1;
  const alerts = lines.flatMap((line) => (line.kind === "alert" ? [line.alert] : []));
  const mistakes = lines.flatMap((line) => (line.kind === "mistake" ? [line.mistake] : []));

  expect(new Set(alerts.map(({ severity }) => severity))).toEqual(new Set(["warning", "error"]));
  expect(alerts.filter(({ state }) => !["firing", "resolved"].includes(state))).toEqual([]);
  expect(mistakes).not.toContain("");
  expect(counts.alert + counts.chatter + counts.mistake).toBe(cases);
  expect(Math.min(counts.alert, counts.chatter, counts.mistake)).toBeGreaterThan(300);
});

test("a line that begins as JSON is never chatter", () => {
  const ignored = texts.filter(
    (one) => one.startsWith("{") && readAlertLine(one, undefined).kind === "chatter",
  );

  expect(ignored).toEqual([]);
});

test("with a pattern of the user every line is read as well, and none throws", async () => {
  const pattern = await parseAlertPattern(String.raw`(?<severity>ERROR|WARNING)(?: at row (?<at>\d+))?`);
  for (const text of texts) {
    expect(["alert", "chatter", "mistake"]).toContain(readAlertLine(text, pattern).kind);
  }
});

test("output in any pieces gives the lines that were printed", () => {
  const lines = texts.filter((text) => !/[\n\r]/.test(text) && Buffer.from(text).toString() === text);
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  const heard: (string | undefined)[] = [];
  const output = outputLines((line) => heard.push(line));
  const random = randomStream(21, "pieces")(0);
  for (let at = 0; at < bytes.length;) {
    const length = 1 + Math.floor(random.uniform() * 500);
    output.push(bytes.subarray(at, at + length));
    at += length;
  }
  output.end();

  expect(heard).toEqual(lines);
});

test("every posted body is alerts, a list of mistakes, unknown, or no JSON", () => {
  const kinds = new Map<string, number>();
  for (const text of texts) {
    const { kind } = readBody(text);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }

  expect([...kinds.values()].reduce((sum, count) => sum + count, 0)).toBe(cases);
  expect(kinds.get("alerts")).toBeGreaterThan(300);
  expect(kinds.get("not-json")).toBeGreaterThan(300);
});

test("every value of an alerts file is an alert or has named mistakes", () => {
  const checked = texts.map((text) => checkedAlert(valueIn(text)));
  const mistakes = checked.flatMap((one) => (one.kind === "mistakes" ? [one.mistakes.length] : []));
  const alerts = checked.flatMap((one) => (one.kind === "alert" ? [one.alert] : []));

  expect(mistakes).not.toContain(0);
  expect(alerts.length).toBeGreaterThan(100);
  expect(alerts.flatMap((alert) => alertMistakes({ receivedMs: 0, ...alert }))).toEqual([]);
});

/** A text that is no JSON stands for itself. */
function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

test("any output of promtool is read without an error", () => {
  const fires = firesIn(texts.join("\n"));

  expect(fires.length).toBeGreaterThan(100);
});
