import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { severityText } from "../../domain/alert.ts";
import { FiredrillError, reasonOf } from "../../domain/error.ts";
import type { DrillDocument } from "../../domain/results/document.ts";
import { documentSchemaVersion } from "../../domain/results/document.ts";
import { detectorLabels } from "../../domain/results/labels.ts";
import { isJsonObject, parseJson } from "../../domain/text/json.ts";
import { printable, stripped } from "../../domain/text/printable.ts";
import type { Verdict } from "../../domain/verdict.ts";
import { checkPlainFile } from "../../log/files/plain-file.ts";
import { dataElementId } from "../../report/html/page.ts";
import { reportName } from "./report-page.ts";
import { mistakesIn } from "./verdict-file.ts";

const sizeLimitBytes = 20_000_000;
const longestText = 4000;
const mistakesShown = 10;

/**
 * Reads what can be drawn from a run folder, a `report.html`, or a verdict, which has no pictures. All of it may come from anybody:
 * it is checked against its schema, and no command in it is ever run.
 * @returns at least one
 * @throws FiredrillError REPORT_NOT_READABLE, NOT_A_REPORT
 */
export function readReport(path: string): readonly DrillDocument[] {
  const file = fileIn(path);
  const text = textOf(file);
  const embedded = new RegExp(`<template id="${dataElementId}">([^<]*)</template>`).exec(text)?.[1];
  const value = parseJson(embedded ?? text);
  if (value === undefined)
    throw notAReport(file, [
      embedded === undefined ? "it holds no data of a report" : "its data is not JSON",
    ]);
  if (embedded !== undefined && isJsonObject(value) && "study" in value)
    throw notAReport(file, ["it is the page of a repeat or a sweep, not of one drill"]);
  if (embedded !== undefined) return checked(file, value, pageData).runs;
  if (isJsonObject(value) && "drills" in value)
    return checked(file, value, drillsData).drills.map(withoutPictures);
  return [withoutPictures(checked(file, value, verdict))];
}

function fileIn(path: string): string {
  const names = [reportName, "verdict.json"].map((name) => join(path, name));
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return path;
  const found = names.find((name) => statSync(name, { throwIfNoEntry: false }) !== undefined);
  if (found === undefined) throw notReadable(path, "it is a folder without report.html and verdict.json");
  return found;
}

function textOf(path: string): string {
  try {
    checkPlainFile(path);
    const { size } = statSync(path);
    if (size > sizeLimitBytes) throw new RangeError(`it has ${size} bytes, more than ${sizeLimitBytes}`);
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw notReadable(path, reasonOf(cause), cause);
  }
}

function checked<T>(path: string, value: unknown, schema: z.ZodType<T>): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw notAReport(path, mistakesIn(value, read.error));
}

/** A verdict as far as it can be drawn. */
function withoutPictures(drill: Verdict): DrillDocument {
  const labels = detectorLabels(drill.detectors);
  return {
    kind: "drill",
    verdict: drill,
    startMs: 0,
    lengthMs: Math.max(1, drill.durationMs),
    axis: "elapsed",
    row: "observation",
    charts: [],
    incidents: [],
    detectors: drill.detectors.map(({ severity }, at) => ({
      label: labels[at] ?? "",
      required: severityText(severity),
      episodes: [],
      otherEpisodes: 0,
      deadlines: [],
    })),
    remarks: [],
  };
}

// Each message says what a value must be; `mistakesIn` makes a sentence of it.
const text = z.string("a string").transform((all) => stripped(all, longestText));
const number = z.number("a number");
const wholeNumber = "a whole number from 0";
const count = z.int(wholeNumber).min(0, wholeNumber);
const flag = z.boolean("true or false");
const listOf = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> => z.array(item, "a list");
const object = <Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape> =>
  z.object(shape, "an object");
const severity = z.literal(["warning", "error"], '"warning" or "error"');
const error = object({ code: text, message: text });

const incidentVerdict = object({
  id: text,
  kind: text,
  subjects: listOf(text),
  outcome: z.literal(["detected", "late", "missed", "inconclusive"], "an outcome"),
  severity: severity.exactOptional(),
  alertIndex: count.exactOptional(),
  delayAffected: count.exactOptional(),
  delayObservations: count.exactOptional(),
  delayMs: number.exactOptional(),
  delayFromFirstMs: number.exactOptional(),
  resetMs: number.exactOptional(),
  within: z.union([count, text]),
});

const detectorVerdict = object({
  name: text,
  options: z.record(text, z.union([text, number])),
  severity,
  passed: flag,
  error: error.exactOptional(),
  incidents: listOf(incidentVerdict),
  falseAlarms: count,
  recoveryAlerts: count,
  alerts: count,
  pages: count,
  training: object({ fromMs: number, untilMs: number, overlaps: flag }).exactOptional(),
  summary: text.exactOptional(),
  reasons: listOf(text).exactOptional(),
  remedies: listOf(text).exactOptional(),
  hops: listOf(object({ incident: text, hops: listOf(object({ name: text, ms: number })) })).exactOptional(),
});

const verdict = object({
  schemaVersion: z.literal(2, "2"),
  scenario: text,
  seed: count,
  settings: listOf(text).exactOptional(),
  clock: text,
  observations: count,
  durationMs: number,
  passed: flag,
  error: error.exactOptional(),
  summary: text.exactOptional(),
  replay: text.exactOptional(),
  detectors: listOf(detectorVerdict),
});

const zeroOrOne = z.literal([0, 1], "0 or 1");
const thresholds = listOf(object({ name: text, value: number }));
const lineChart = object({
  kind: z.literal("line"),
  title: text,
  unit: text,
  lines: listOf(
    object({
      name: text,
      points: listOf(z.tuple([number, number, number, zeroOrOne], "a point")).max(4000),
      rows: count,
    }),
  ),
  thresholds,
});
const countChart = object({
  kind: z.literal("counts"),
  title: text,
  rows: text,
  failures: text.exactOptional(),
  stretchMs: number.positive("a number above 0"),
  firstAfterMs: number,
  stretches: listOf(z.tuple([count, count], "two counts")).max(4000),
});
const namedRows = { rows: count, failures: count };
const nameChart = object({
  kind: z.literal("names"),
  title: text,
  rows: text,
  failures: text.exactOptional(),
  names: listOf(object({ name: text, ...namedRows, isInIncident: flag, isAlerted: flag })),
  otherNames: count,
  others: object(namedRows),
});
const chart = z.discriminatedUnion("kind", [lineChart, countChart, nameChart], "a chart");

const episode = object({
  role: z.literal(["detection", "further", "recovery", "false-alarm"], "a role"),
  severity,
  subject: text.exactOptional(),
  evidence: text.exactOptional(),
  peakScore: number.exactOptional(),
  atIndex: count,
  opensAfterMs: number,
  errorAfterMs: number.exactOptional(),
  closesAfterMs: number.exactOptional(),
  incidents: listOf(text),
});

/** Instants that can be written as dates. */
const instant = number.min(-8e15, "an instant").max(8e15, "an instant");

const document = object({
  kind: z.literal("drill", '"drill"'),
  verdict,
  about: text.exactOptional(),
  startMs: instant,
  lengthMs: number.positive("a number above 0").max(4e12, "a length"),
  axis: z.literal(["elapsed", "calendar"], "an axis"),
  row: text,
  charts: listOf(chart),
  incidents: listOf(
    object({
      id: text,
      kind: text,
      fromAfterMs: number,
      untilAfterMs: number,
      subjects: listOf(text),
      affected: count,
    }),
  ),
  harmless: listOf(object({ mode: text, fromAfterMs: number, untilAfterMs: number })).exactOptional(),
  detectors: listOf(
    object({
      label: text,
      required: text,
      episodes: listOf(episode),
      otherEpisodes: count,
      score: lineChart.exactOptional(),
      deadlines: listOf(object({ incident: text, afterMs: number })),
    }),
  ),
  closeUps: listOf(
    object({
      sentence: text,
      fromAfterMs: number,
      untilAfterMs: number,
      charts: listOf(lineChart),
      detector: count,
      episode,
      notes: listOf(text),
    }),
  ).exactOptional(),
  remarks: listOf(text),
});

const pageData = object({
  schemaVersion: z.literal(
    documentSchemaVersion,
    `${documentSchemaVersion}, as this version of firedrill writes it`,
  ),
  runs: listOf(document).min(1, "a list with a run"),
});

const drillsData = object({
  schemaVersion: z.literal(2, "2"),
  drills: listOf(verdict).min(1, "a list with a drill"),
});

function notReadable(path: string, reason: string, cause?: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "REPORT_NOT_READABLE",
    `Could not read ${printable(path)}: ${printable(reason)}.`,
    "Give a run folder, its report.html, or a verdict.json.",
    { cause },
  );
}

function notAReport(path: string, mistakes: readonly string[]): FiredrillError {
  const left = mistakes.length - mistakesShown;
  const more = left > 0 ? [`and ${left} more`] : [];
  return new FiredrillError(
    "usage",
    "NOT_A_REPORT",
    [`${printable(path)} is not a report of firedrill:`, ...mistakes.slice(0, mistakesShown), ...more].join(
      "\n  ",
    ),
    "Give a run folder, its report.html, or a verdict.json of schema 2.",
  );
}
