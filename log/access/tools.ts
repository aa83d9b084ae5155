import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant } from "../../domain/time/instant.ts";
import type { RequestEnd } from "../../domain/wire/request-end.ts";
import { splitLine } from "../formats/csv.ts";
import { shown } from "../formats/text.ts";
import { doubt, endOfError } from "../import/format.ts";
import type { Fields, RecordFormat } from "./fields.ts";
import type { RecordReader } from "../records/record.ts";
import { noNames } from "./fields.ts";
import { fieldText, valueAt } from "../records/record.ts";
import {
  cellsBetween,
  cellsNamed,
  jsonRecords,
  linesLike,
  mostly,
  tableRecords,
} from "../records/splitting.ts";

const always = (): true => true;
const tool = { ...noNames, kind: "fields" } as const;

/** Without an answer the code is 0, and the error says why. */
function endOfCode0(code: string, error: string): (record: JsonObject) => RequestEnd | undefined {
  return (record) => (fieldText(record, [code]) === "0" ? endOfError(fieldText(record, [error])) : undefined);
}

const vegetaFields: Fields = {
  ...tool,
  time: "timestamp",
  stamps: "start",
  took: "latency",
  unit: "ns",
  why: "vegeta writes them so",
  status: ["code"],
  endOf: endOfCode0("code", "error"),
  bytes: ["bytes_in"],
  method: ["method"],
  target: ["url"],
  tells: always,
};

/** Of a dial, and of a whole request. */
const timeoutCodesOfK6 = new Set(["1050", "1211"]);

function endOfK6(status: string, code: string): RequestEnd | undefined {
  if (status !== "0" && status !== "") return undefined;
  return { kind: timeoutCodesOfK6.has(code) ? "timeout" : "cut" };
}

const k6Metric = "http_req_duration";
const k6 = {
  ...tool,
  stamps: "end",
  unit: "ms",
  why: "k6 writes them so",
} as const;

const k6Header = "metric_name,timestamp,metric_value";
const jmeterHeader =
  "timeStamp elapsed label responseCode responseMessage threadName dataType success failureMessage bytes sentBytes grpThreads allThreads URL Latency IdleTime Connect";
const jmeterLine = /^\d{13},\d+,[^,]*,[^,]*,.*,(?:true|false),/;

const undated: readonly string[] = [
  "It names no date: times count from 1970-01-01T00:00:00Z, so --onset 00:01:00 is a minute after the start.",
];

/** What load tools write, a request per line. */
export const toolFormats: readonly RecordFormat[] = [
  {
    name: "k6",
    summary: "what k6 run --out csv=FILE writes (rows of http_req_duration)",
    fields: {
      ...k6,
      time: "timestamp",
      took: "metric_value",
      status: ["status"],
      endOf: (record) => endOfK6(fieldText(record, ["status"]), fieldText(record, ["error_code"])),
      method: ["method"],
      target: ["url"],
      protocol: ["proto"],
      tells: ({ metric_name: name }) => (name === k6Metric ? true : "aside"),
    },
    records: ([header = ""]) => (header.startsWith(k6Header) ? k6Table(header) : undefined),
  },
  {
    name: "k6-json",
    summary: "what k6 run --out json=FILE writes (points of http_req_duration)",
    fields: {
      ...k6,
      time: "data.time",
      took: "data.value",
      status: ["data.tags.status"],
      endOf: (record) =>
        endOfK6(fieldText(record, ["data.tags.status"]), fieldText(record, ["data.tags.error_code"])),
      method: ["data.tags.method"],
      target: ["data.tags.url"],
      protocol: ["data.tags.proto"],
      tells: ({ metric, type }) => (metric === k6Metric && type === "Point" ? true : "aside"),
    },
    records: jsonRecords(
      ({ metric, type, data }) =>
        typeof metric === "string" && (type === "Point" || type === "Metric") && isJsonObject(data),
    ),
  },
  {
    name: "vegeta",
    summary: "what vegeta encode --to csv writes",
    fields: vegetaFields,
    records: linesLike(
      /^\d{19},\d{1,3},\d+,\d+,\d+,/,
      cellsNamed(
        "timestamp code latency bytes_out bytes_in error body attack seq method url headers",
        splitLine,
        11,
      ),
    ),
  },
  {
    name: "vegeta-json",
    summary: "what vegeta encode --to json writes",
    fields: vegetaFields,
    records: jsonRecords((record) =>
      ["attack", "seq", "code", "timestamp", "latency"].every((name) => name in record),
    ),
  },
  {
    name: "jmeter",
    summary: "results of JMeter as CSV (JTL)",
    fields: {
      ...tool,
      time: "timeStamp",
      stamps: "start",
      took: "elapsed",
      unit: "ms",
      why: "elapsed, as JMeter writes it",
      assumptions: ["The time is that of the beginning unless sampleresult.timestamp.start=false was set."],
      status: ["responseCode"],
      endOf: endOfJmeter,
      bytes: ["bytes"],
      target: ["URL", "label"],
      // The samples of a transaction have lines of their own.
      tells: ({ responseMessage }) =>
        String(responseMessage).startsWith("Number of samples in transaction") ? "aside" : true,
    },
    records: jmeterRecords,
  },
  {
    name: "oha",
    summary: "what oha --output-format csv writes",
    fields: {
      ...tool,
      time: "request-start",
      timeOf: sinceStart("request-start"),
      stamps: "start",
      took: "request-duration",
      unit: "s",
      why: "oha writes them so",
      assumptions: undated,
      status: ["status"],
      bytes: ["bytes"],
      tells: always,
    },
    records: ([header = ""]) =>
      header.startsWith("request-start,DNS,DNS+dialup,Response-delay,request-duration")
        ? tableRecords(header, splitLine)
        : undefined,
  },
  {
    name: "hey",
    summary: "what hey -o csv writes",
    fields: {
      ...tool,
      time: "offset",
      timeOf: sinceStart("offset"),
      stamps: "start",
      took: "response-time",
      unit: "s",
      why: "hey writes them so",
      assumptions: [...undated, "hey leaves requests without an answer out."],
      status: ["status-code"],
      tells: always,
    },
    records: ([header = ""]) =>
      header.startsWith("response-time,DNS+dialup,DNS,Request-write,Response-delay")
        ? tableRecords(header, splitLine)
        : undefined,
  },
  {
    name: "gatling",
    summary: "simulation.log of Gatling up to 3.12",
    fields: {
      ...tool,
      time: "start",
      stamps: "start",
      took: "end minus start",
      tookOf: (record) => fieldText(record, ["took"]),
      unit: "ms",
      why: "Gatling writes both instants in milliseconds",
      assumptions: [
        "Gatling writes no status: OK is taken for 200, KO for the status that its message names.",
      ],
      status: ["status"],
      endOf: ({ status, message }) => (status === "" ? endOfError(String(message)) : undefined),
      target: ["name"],
      tells: always,
    },
    records: (sample) =>
      mostly(sample, (line) => /^(?:RUN|USER|GROUP|REQUEST|ERROR)\t/.test(line)) ? gatlingRecord : undefined,
  },
  {
    name: "otlp",
    summary: "spans of OpenTelemetry as JSON, a span or a batch of them a line",
    fields: {
      ...tool,
      time: "startTimeUnixNano",
      stamps: "start",
      took: "endTimeUnixNano minus startTimeUnixNano",
      tookOf: tookOfSpan,
      unit: "ns",
      why: "OpenTelemetry writes instants in nanoseconds",
      assumptions: ["Spans of servers are requests; others are left aside."],
      ids: ["spanId"],
      status: [],
      statusOf: (record) => attributeOf(record, statusOfSpan),
      endOf: endOfSpan,
      target: ["name"],
      tells: (record) => (isServerSpan(record) ? true : "aside"),
    },
    records: jsonRecords((record) => "startTimeUnixNano" in record && "endTimeUnixNano" in record),
  },
  {
    name: "series",
    summary: "response times as timestamp,value; with --unit",
    fields: {
      ...tool,
      time: "timestamp",
      stamps: "end",
      took: "value",
      unit: undefined,
      why: "",
      assumptions: ["A series has no status: each value is taken for an answer with the status 200."],
      status: [],
      statusOf: () => "200",
      tells: always,
    },
    records: ([header = ""]) =>
      header.replaceAll(/\s/g, "").toLowerCase() === "timestamp,value"
        ? tableRecords(header.toLowerCase(), splitLine)
        : undefined,
    doubtOf: (_, unit) =>
      unit === undefined
        ? doubt(
            "The values of a series have no unit.",
            "Give the unit if they are response times: --unit ms. Of other values no scenario can be made; firedrill explore, watch and train read them.",
          )
        : undefined,
  },
];

/** Most rows tell of other metrics, so that they are not taken apart. */
function k6Table(header: string): RecordReader | undefined {
  const records = tableRecords(header, splitLine);
  return (line) => (line === "" || line.startsWith(k6Metric) ? records?.(line) : undefined);
}

function jmeterRecords(sample: readonly string[]): RecordReader | undefined {
  const [header = ""] = sample;
  const separator = [",", "\t", ";"].find((one) => header.startsWith(`timeStamp${one}`)) ?? ",";
  const names = header.split(separator);
  if (["timeStamp", "elapsed", "responseCode", "success"].every((name) => names.includes(name)))
    return tableRecords(header, cellsBetween(separator));
  const isBare =
    mostly(sample, (line) => jmeterLine.test(line)) &&
    splitLine(header)?.length === jmeterHeader.split(" ").length;
  return isBare ? cellsNamed(jmeterHeader, splitLine, 17) : undefined;
}

function endOfJmeter(record: JsonObject): RequestEnd | undefined {
  const code = fieldText(record, ["responseCode"]);
  if (/^\d{3}$/.test(code)) return undefined;
  return endOfError(`${code} ${fieldText(record, ["responseMessage"])}`);
}

/** Seconds since the start as an instant of the first day there is. */
function sinceStart(name: string): (record: JsonObject) => string {
  return (record) => {
    const text = fieldText(record, [name]);
    return /^\d{1,7}(?:\.\d{1,15})?$/.test(text) ? formatInstant(roundToMicros(Number(text) * 1000)) : text;
  };
}

/** Older versions have more fields in front; start and end stand before OK or KO. */
function gatlingRecord(line: string): JsonObject | string | undefined {
  const cells = line.split("\t");
  if (cells[0] !== "REQUEST")
    return ["RUN", "USER", "GROUP"].includes(cells[0] ?? "") ? undefined : other(line);
  const at = cells.findIndex((cell) => cell === "OK" || cell === "KO");
  const [name = "", start = "", end = "", result] = cells.slice(Math.max(0, at - 3), at + 1);
  if (at < 3 || result === undefined) return other(line);
  const message = cells[at + 1] ?? "";
  const [, found = ""] = /found (\d{3})\b/.exec(message) ?? [];
  const took = /^\d{13}$/.test(start) && /^\d{13}$/.test(end) ? String(Number(end) - Number(start)) : "";
  return { name, start, took, status: result === "OK" ? "200" : found, message };
}

function other(line: string): string {
  return `${shown(line)} tells of no request`;
}

/** Attributes are an object in some exporters, and a list of keys and typed values in OTLP. */
function attributeOf({ attributes }: JsonObject, names: readonly string[]): string {
  if (isJsonObject(attributes)) return fieldText(attributes, names);
  if (!Array.isArray(attributes)) return "";
  const all: readonly unknown[] = attributes;
  for (const attribute of all) {
    if (!isJsonObject(attribute) || !names.includes(String(attribute["key"]))) continue;
    const value = attribute["value"];
    return isJsonObject(value)
      ? fieldText(value, ["intValue", "stringValue"])
      : fieldText({ value }, ["value"]);
  }
  return "";
}

function tookOfSpan(record: JsonObject): string {
  const [from, until] = ["startTimeUnixNano", "endTimeUnixNano"].map((name) => fieldText(record, [name]));
  if (from === undefined || until === undefined || !/^\d{1,19}$/.test(from) || !/^\d{1,19}$/.test(until))
    return "";
  return String(BigInt(until) - BigInt(from));
}

const statusOfSpan = ["http.response.status_code", "http.status_code"];

function endOfSpan(record: JsonObject): RequestEnd | undefined {
  if (attributeOf(record, statusOfSpan) !== "") return undefined;
  const error = attributeOf(record, ["error.type"]);
  const code = valueAt(record, "status.code");
  return error !== "" || code === 2 || code === "STATUS_CODE_ERROR" ? endOfError(error) : undefined;
}

function isServerSpan(record: JsonObject): boolean {
  const kind = valueAt(record, "kind");
  return kind === 2 || kind === "SERVER" || kind === "SPAN_KIND_SERVER";
}
