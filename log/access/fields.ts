import { urlParts } from "../../domain/access/request.ts";
import type { JsonObject } from "../../domain/text/json.ts";
import type { RequestEnd } from "../../domain/wire/request-end.ts";
import { shown } from "../formats/text.ts";
import type { DateOrder, Doubt, TimeUnit } from "../import/format.ts";
import { stampSentence, unitSentence } from "../import/format.ts";
import { createAnyStampReader, dateOrderIn } from "../import/stamp.ts";
import type { Layout, OpenedLayout } from "./layout.ts";
import type { RecordReader } from "../records/record.ts";
import { fieldText } from "../records/record.ts";
import { amountsOf, openLayout } from "./layout.ts";
import { readRequestLine } from "./request-line.ts";

/** Under which names a record holds what a row is made of; the first that is there counts. */
export interface Names {
  readonly status: readonly string[];
  readonly bytes: readonly string[];
  readonly address: readonly string[];
  /** A whole request line. */
  readonly request: readonly string[];
  readonly method: readonly string[];
  /** Path, with its query if there is one. */
  readonly target: readonly string[];
  readonly query: readonly string[];
  readonly protocol: readonly string[];
  readonly agent: readonly string[];
  readonly cookie: readonly string[];
}

export const noNames: Names = {
  status: [],
  bytes: [],
  address: [],
  request: [],
  method: [],
  target: [],
  query: [],
  protocol: [],
  agent: [],
  cookie: [],
};

/** What the fields of a record hold; `request.uri` is the field `uri` of the object `request`. */
export interface Fields extends Names {
  readonly kind: "fields";
  readonly time: string;
  readonly stamps: "start" | "end";
  /** The time as text where it does not stand in one field. */
  readonly timeOf?: (record: JsonObject) => string;
  /** `undefined`: there is none. */
  readonly took: string | undefined;
  /** The response time as text where it does not stand in one field. */
  readonly tookOf?: (record: JsonObject) => string;
  /** The status as text where it does not stand in a field as a number. */
  readonly statusOf?: (record: JsonObject) => string;
  /** How a request ended of which the status does not tell. */
  readonly endOf?: (record: JsonObject) => RequestEnd | undefined;
  /** Of response times without one of their own. */
  readonly unit: TimeUnit | undefined;
  /** How the unit is known. */
  readonly why: string;
  /** Of dates in numbers. */
  readonly dates?: DateOrder;
  /** Names of a request's id; the first that is there counts. */
  readonly ids?: readonly string[];
  /** What else was assumed, in full sentences. */
  readonly assumptions?: readonly string[];
  /** Whether a record tells of a request; `aside`: it belongs there without being one. */
  readonly tells: (record: JsonObject) => boolean | "aside";
}

/** How records are read in which these fields stand. */
export function fieldsLayout(
  fields: Fields,
  unit: TimeUnit | undefined,
  records: RecordReader,
): Layout<JsonObject> {
  const { time, took, stamps, endOf, ids = [] } = fields;
  const times = createAnyStampReader(fields.dates);
  const spelledTime = fields.timeOf ?? ((record: JsonObject): string => fieldText(record, [time]));
  const usedUnit = unit ?? fields.unit;
  return {
    stamps,
    assumptions: [
      ...(took === undefined || usedUnit === undefined
        ? []
        : [unitSentence(usedUnit, unit === undefined ? fields.why : "as --unit says")]),
      stampSentence(stamps, time),
      ...(fields.assumptions ?? []),
    ],
    split: (line) => {
      const record = records(line);
      if (typeof record !== "object") return record;
      const told = fields.tells(record);
      if (told === true) return record;
      return told === "aside" ? undefined : `${shown(line)} tells of no request`;
    },
    spelledTime,
    stampMs: (record) => times.read(spelledTime(record)),
    zones: times.zones,
    isTimed: took !== undefined,
    took: fields.tookOf ?? ((record) => (took === undefined ? "" : fieldText(record, [took]))),
    unit: usedUnit,
    status: fields.statusOf ?? ((record) => fieldText(record, fields.status)),
    ...(endOf === undefined ? {} : { endOf }),
    bytes: (record) => fieldText(record, fields.bytes),
    request: (record) => {
      const whole = readRequestLine(fieldText(record, fields.request));
      const target = urlParts(fieldText(record, fields.target));
      return {
        method: fieldText(record, fields.method) || whole.method,
        path: target.path || whole.path,
        query: target.query || whole.query || fieldText(record, fields.query),
        protocol: fieldText(record, fields.protocol) || whole.protocol,
      };
    },
    address: (record) => fieldText(record, fields.address),
    agent: (record) => fieldText(record, fields.agent),
    cookie: (record) => fieldText(record, fields.cookie),
    id: (record) => fieldText(record, ids),
    asked: (record) =>
      `${fieldText(record, fields.method)} ${fieldText(record, fields.target)} ${fieldText(record, fields.request)}`.trim(),
  };
}

/** A format whose lines are records with fields of known names. */
export interface RecordFormat {
  readonly name: string;
  readonly summary: string;
  readonly fields: Fields;
  /** How its lines are read, if these are its first ones. */
  readonly records: (sample: readonly string[]) => RecordReader | undefined;
  /** Why its response times are in doubt. @param unit - as the user says */
  readonly doubtOf?: (sample: readonly JsonObject[], unit: TimeUnit | undefined) => Doubt | undefined;
}

/** What the user says about the fields of any records. */
export interface FieldWords {
  /** Of response times; default: what the format says. */
  readonly unit?: TimeUnit;
  /** Of dates in numbers. */
  readonly dates?: DateOrder;
}

/** Opens a log in whose records these fields stand, unless its dates are in doubt. @param sample - of them */
export function openFields(
  fields: Fields,
  { unit, dates: told }: FieldWords,
  records: RecordReader,
  sample: readonly JsonObject[],
): OpenedLayout | Doubt {
  const { spelledTime } = fieldsLayout(fields, unit, records);
  const dates = dateOrderIn(sample.map(spelledTime), told);
  if (typeof dates === "object") return dates;
  return openLayout(fieldsLayout({ ...fields, ...(dates === undefined ? {} : { dates }) }, unit, records));
}

/**
 * Opens a log of such records.
 * @returns undefined when these are no first lines of the format
 */
export function openRecords(
  { fields, records, doubtOf }: RecordFormat,
  sample: readonly string[],
  words: FieldWords,
): OpenedLayout | Doubt | undefined {
  const reader = records(sample);
  if (reader === undefined) return undefined;
  const first = recordsIn(sample, reader, fields);
  const doubtful = doubtOf?.(first, words.unit);
  if (doubtful === undefined) return openFields(fields, words, reader, first);
  const layout = fieldsLayout(fields, words.unit, reader);
  return { ...doubtful, fields: [{ named: fields.took ?? "", say: "", ...amountsOf(layout) }] };
}

/** Those of the lines that tell of requests. */
function recordsIn(
  sample: readonly string[],
  reader: RecordReader,
  { tells }: Fields,
): readonly JsonObject[] {
  return sample
    .map(reader)
    .flatMap((record) => (typeof record === "object" && tells(record) === true ? [record] : []));
}
