import type { JsonObject } from "../../domain/text/json.ts";
import { isJsonObject } from "../../domain/text/json.ts";
import { excerpt } from "../formats/text.ts";
import type { Doubt, DoubtfulField, TimeUnit } from "../import/format.ts";
import { doubt, unitCalled } from "../import/format.ts";
import type { Fields, Names } from "./fields.ts";
import type { RecordReader } from "../records/record.ts";
import { fieldsLayout } from "./fields.ts";
import { fieldText, valueAt } from "../records/record.ts";
import { amountsOf, isMissing, tookWithUnit } from "./layout.ts";

/** Names that programs give to what an access log holds, whatever else is in their lines. */
const usualNames: Names = {
  status: [
    "status",
    "statusCode",
    "status_code",
    "DownstreamStatus",
    "response_code",
    "code",
    "httpStatus",
    "http_status",
    "httpStatusCode",
    "StatusCode",
    "Status",
    "responseCode",
    "http.status_code",
    "http.response.status_code",
    ...["res", "response"].flatMap((place) => [
      `${place}.statusCode`,
      `${place}.status`,
      `${place}.status_code`,
    ]),
  ],
  bytes: ["body_bytes_sent", "bytes_sent", "DownstreamContentSize", "size", "bytes", "res.contentLength"],
  address: [
    "remote_addr",
    "remote_ip",
    "client_ip",
    "ip",
    "ClientHost",
    "remoteAddress",
    "request.client_ip",
    "request.remote_ip",
    "req.remoteAddress",
  ],
  request: ["request"],
  method: ["method", "request_method", "RequestMethod", "request.method", "req.method"],
  target: ["request_uri", "uri", "url", "path", "RequestPath", "request.uri", "req.url"],
  query: ["args", "query_string", "query"],
  protocol: ["protocol", "server_protocol", "RequestProtocol", "request.proto", "proto"],
  agent: [
    "http_user_agent",
    "user_agent",
    "userAgent",
    "agent",
    "request_User-Agent",
    "request.headers.User-Agent",
    "req.headers.user-agent",
  ],
  cookie: ["http_cookie", "cookie"],
};

const idNames = [
  "request_id",
  "requestId",
  "RequestId",
  "reqId",
  "req_id",
  "x_request_id",
  "x-request-id",
].concat(["http_x_request_id", "req.id", "request.id", "http.request.id"]);
const startNames = ["StartUTC", "startedDateTime", "start_time", "startTime", "start"];
const endNames = [
  "time_iso8601",
  "@timestamp",
  "timestamp",
  "time",
  "msec",
  "ts",
  "time_local",
  "datetime",
  "date",
  "t",
  "@t",
  "eventTime",
  "event_time",
  "asctime",
  "timeStamp",
  "Timestamp",
  "Time",
  "DateTime",
  "Date",
];
/** A whole request's time, with its unit behind it or not; phases, limits and time-outs are called otherwise. */
const wholeTime =
  /^(?:(?:request|response|req|res|http|total)[_-]?)?(?:time[_-]?taken|time|duration|dur|latency|elapsed(?:[_-]?time)?|took)(?:[_-]?([a-zµμ]+)| ?\(([a-zµμ]+)\))?$/i;
/** Of an object in which such a name says something else. */
const otherPlace =
  /upstream|origin|target|backend|timing|config|option|limit|timeout|queue|db|sql|dns|connect|cache|retry/i;

/** What the user says about fields. */
export interface ToldFields {
  readonly time?: RecordTime;
  readonly took?: string;
  readonly names: Partial<Names>;
}

interface RecordTime {
  readonly name: string;
  readonly stamps: "start" | "end";
  /** The field with the time of day, where the date stands alone. */
  readonly clock?: string;
}

interface TookField {
  readonly name: string;
  readonly unit: TimeUnit | undefined;
  readonly why: string;
  /** Whether its values name their unit themselves. */
  readonly isSpelled: boolean;
  /** Whether its values are response times at all. */
  readonly isAmount: boolean;
}

/**
 * The fields of lines of any program, as told or by their names; those of the whole sample that tell of requests vote.
 * @param lines - by which a doubt shows what each field would give
 * @returns undefined when nothing is known as a response time and nothing as a status
 */
export function namedFields(
  first: readonly JsonObject[],
  unit: TimeUnit | undefined,
  lines: RecordReader,
  told: ToldFields = { names: {} },
): Fields | Doubt | undefined {
  const sample = voters(first, told);
  const isUsual = (name: string): boolean =>
    sample.filter((record) => fieldText(record, [name]) !== "").length * 2 > sample.length;
  const names = { ...inUse(isUsual), ...told.names };
  const time = told.time ?? usualTime(isUsual, sample);
  const candidates =
    told.took === undefined ? wholeTimes(sample, time?.name, isUsual) : [tookField(told.took, sample)];
  const status = names.status.find(isUsual);
  if (status === undefined && candidates.length === 0) return undefined;
  if (time === undefined) return nothingKnown("time", "at", sample);
  const id = idNames.find(isUsual);
  const fields = {
    kind: "fields",
    ...names,
    time: time.clock === undefined ? time.name : `${time.name} and ${time.clock}`,
    ...timeInTwo(time),
    stamps: time.stamps,
    took: undefined,
    unit: undefined,
    why: "",
    ids: id === undefined ? [] : [id],
    tells: (record: JsonObject) => {
      if (fieldText(record, [time.name]) === "") return false;
      if (hasStatus(record, names)) return true;
      // What is said of a request on the way belongs to the line of its end.
      return id === undefined || fieldText(record, [id]) === "" ? false : "aside";
    },
  } as const satisfies Fields;
  const took = chosenTook(candidates, unit, sample, fields, lines);
  if (took !== undefined && "kind" in took) return took;
  if (status === undefined) return nothingKnown("status", "status", sample);
  if (took === undefined) return fields;
  return { ...fields, took: took.name, unit: took.unit, why: took.why };
}

/** Of programs that say more than requests the lines with a status, if there are enough of them. */
function voters(first: readonly JsonObject[], { names }: ToldFields): readonly JsonObject[] {
  const statuses = names.status ?? usualNames.status;
  const ends = first.filter((record) => fieldText(record, statuses) !== "");
  return ends.length * leastShareOfEnds >= first.length ? ends : first;
}

const leastShareOfEnds = 5;

/** Those that most lines have come first. */
function inUse(isUsual: (name: string) => boolean): Names {
  const first = (names: readonly string[]): readonly string[] => [
    ...names.filter(isUsual),
    ...names.filter((name) => !isUsual(name)),
  ];
  const { status, bytes, address, request, method, target, query, protocol, agent, cookie } = usualNames;
  return {
    status: first(status),
    bytes: first(bytes),
    address: first(address),
    request: first(request),
    method: first(method),
    target: first(target),
    query: first(query),
    protocol: first(protocol),
    agent: first(agent),
    cookie: first(cookie),
  };
}

/** A line without a status tells of something else. */
function hasStatus(record: JsonObject, { status }: Names): boolean {
  return status.some((name) => {
    const value = valueAt(record, name);
    return typeof value === "string" || typeof value === "number";
  });
}

function nothingKnown(what: string, word: string, sample: readonly JsonObject[]): Doubt {
  const names = fieldNames(sample).map(excerpt).join(", ");
  return doubt(
    `No field is known as the ${what}, among ${names}.`,
    `Say which it is with --columns ${word}=NAME.`,
  );
}

/** A date without a time of day, or nothing. */
const dateAlone = /^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})?$/;

function timeInTwo({ name, clock }: RecordTime): Pick<Fields, "timeOf"> {
  return clock === undefined
    ? {}
    : { timeOf: (record) => `${fieldText(record, [name])} ${fieldText(record, [clock])}` };
}

function usualTime(
  isUsual: (name: string) => boolean,
  sample: readonly JsonObject[],
): RecordTime | undefined {
  const start = startNames.find(isUsual);
  const date = ["date", "Date"].find(isUsual);
  const clock = ["time", "Time"].find(isUsual);
  if (start === undefined && date !== undefined && clock !== undefined) {
    const isAlone = sample.every((record) => dateAlone.test(fieldText(record, [date])));
    if (isAlone) return { name: date, clock, stamps: "end" };
  }
  const name = start ?? endNames.find(isUsual);
  return name === undefined ? undefined : { name, stamps: start === undefined ? "end" : "start" };
}

/** The names of fields, and of those in objects as `httpRequest.latency`. */
function fieldNames(sample: readonly JsonObject[]): readonly string[] {
  const names = sample.flatMap((record) =>
    Object.entries(record).flatMap(([name, value]) =>
      isJsonObject(value) && !otherPlace.test(name)
        ? Object.keys(value).map((inner) => `${name}.${inner}`)
        : [name],
    ),
  );
  return [...new Set(names)];
}

/** The fields that are called like a whole request's time. */
function wholeTimes(
  sample: readonly JsonObject[],
  time: string | undefined,
  isUsual: (name: string) => boolean,
): readonly TookField[] {
  return fieldNames(sample)
    .filter((name) => name !== time && isWholeTime(name.slice(name.lastIndexOf(".") + 1)) && isUsual(name))
    .map((name) => tookField(name, sample))
    .filter(({ isAmount }) => isAmount);
}

function isWholeTime(name: string): boolean {
  const [found, behind, inBrackets] = wholeTime.exec(name) ?? [];
  const word = behind ?? inBrackets;
  return (
    name === "rt" ||
    (found !== undefined &&
      found.toLowerCase() !== "time" &&
      (word === undefined || unitCalled(word) !== undefined))
  );
}

/** The only field whose unit is known, else the only one if its unit was said. */
function chosenTook(
  candidates: readonly TookField[],
  unit: TimeUnit | undefined,
  sample: readonly JsonObject[],
  fields: Fields,
  lines: RecordReader,
): TookField | Doubt | undefined {
  const sure = candidates.filter((one) => one.unit !== undefined || one.isSpelled);
  const rivals = sure.length > 0 ? sure : candidates;
  const [only] = rivals;
  if (only === undefined) return undefined;
  if (rivals.length === 1 && (sure.length === 1 || unit !== undefined)) return only;
  const listed = rivals.map(
    ({ name, unit: known }) =>
      `${excerpt(name)} (${exampleOf(name, sample)}${known === undefined ? "" : ` ${known}`})`,
  );
  const shown = rivals.map(({ name, unit: known }) => doubtful(name, known));
  if (rivals.length > 1)
    return doubt(
      `Several fields could be the response time: ${listed.join(", ")}.`,
      `Say which with --columns, for example --columns took=${only.name}, and its unit with --unit.`,
      shown,
    );
  return doubt(
    `Nothing says which unit ${excerpt(only.name)} is in, for example ${exampleOf(only.name, sample)}.`,
    "Say it with --unit s, ms, us or ns.",
    shown,
  );

  function doubtful(name: string, known: TimeUnit | undefined): DoubtfulField {
    return {
      named: excerpt(name),
      say: rivals.length > 1 ? `--columns took=${name} ` : "",
      ...(known === undefined ? {} : { unit: known }),
      ...amountsOf(fieldsLayout({ ...fields, took: name }, undefined, lines)),
    };
  }
}

function exampleOf(name: string, sample: readonly JsonObject[]): string {
  return excerpt(fieldText(sample.find((record) => fieldText(record, [name]) !== "") ?? {}, [name]));
}

const plainAmount = /^\d{1,15}(?:\.\d{1,15})?$/;

/** Where a name says its unit: `took_ms`, `Duration (ms)`, `tookMs`. */
const unitWords = [
  /(?:^|[_-])([A-Za-zµμ]+)$/,
  /\(([A-Za-zµμ]+)\)$/,
  /(Ms|Us|Ns|Seconds|Millis|Milliseconds|Micros|Nanos)$/,
];

function tookField(name: string, sample: readonly JsonObject[]): TookField {
  const texts = sample.map((record) => fieldText(record, [name])).filter((text) => !isMissing(text));
  const isSpelled = texts.length > 0 && texts.every((text) => tookWithUnit(text) !== undefined);
  const isAmount = isSpelled || texts.every((text) => plainAmount.test(text));
  const told = unitWords.map((word) => unitCalled(word.exec(name)?.[1])).find((word) => word !== undefined);
  const [unit, why] =
    told === undefined ? unitByCompany(name, texts, sample) : [told, `the name ${name} says so`];
  return { name, unit, why, isSpelled, isAmount };
}

/** Programs whose lines are known although the name of the field says nothing. */
function unitByCompany(
  name: string,
  texts: readonly string[],
  sample: readonly JsonObject[],
): readonly [TimeUnit | undefined, string] {
  if (name === "request_time" && texts.some((text) => text.includes(".")))
    return ["s", "request_time with a decimal point, as nginx writes it"];
  if (name === "responseTime" && sample.every((record) => isJsonObject(record["res"])))
    return ["ms", "responseTime beside res, as pino-http and Fastify write it"];
  if (name === "Elapsed" && sample.every((record) => "@t" in record && "StatusCode" in record))
    return ["ms", "Elapsed beside @t and StatusCode, as Serilog writes it"];
  if (name === "event.duration" && sample.every((record) => "@timestamp" in record))
    return ["ns", "event.duration, as the Elastic Common Schema defines it"];
  return [undefined, ""];
}
