import type { AccessObservation } from "../../domain/access/observation.ts";
import { urlOf } from "../../domain/access/request.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { yearNote } from "../../domain/time/instant.ts";
import type { ParsedLine } from "../formats/format.ts";
import { skipped } from "../formats/format.ts";
import { shown } from "../formats/text.ts";
import type { RequestEnd } from "../../domain/wire/request-end.ts";
import type {
  Details,
  DoubtfulField,
  ImportedLine,
  ImportReader,
  ImportSettings,
  SpelledAmount,
  TimeUnit,
} from "../import/format.ts";
import {
  endOfStatus,
  keptOf,
  lengthlessLine,
  msIn,
  requestLine,
  unitCalled,
  urlDetails,
} from "../import/format.ts";
import { createDoubles } from "../import/doubles.ts";
import type { RequestLine } from "./request-line.ts";

/** Where the fields of an access log stand, and what they are in. Fields are texts as the line spells them. */
export interface Layout<Parts> {
  /** The instant that the time field marks: the request's arrival, or the end of its answer. */
  readonly stamps: ImportReader["stamps"];
  /** What was assumed, and why, in full sentences. */
  readonly assumptions: readonly string[];
  /**
   * Takes a line apart; a text says what else it is, fit for a message, and nothing is a line that belongs there without
   * being a request.
   */
  readonly split: (line: string) => Parts | string | undefined;
  readonly spelledTime: (parts: Parts) => string;
  readonly stampMs: (parts: Parts) => number | undefined;
  /** In which zones the lines so far are; none when they name none. */
  readonly zones: ImportReader["zones"];
  /** Whether there are response times at all. */
  readonly isTimed: boolean;
  /** If there are none, the fields that could be one but are not spelled like it. */
  readonly unknown?: string;
  /** Empty or `-` where a line does not tell. */
  readonly took: (parts: Parts) => string;
  /** Of response times that do not name their own; `undefined`: they all do, or there are none. */
  readonly unit: TimeUnit | undefined;
  /** How numbers without a unit of their own are spelled; default: as any number. */
  readonly amounts?: { readonly pattern: RegExp; readonly words: string };
  readonly status: (parts: Parts) => string;
  /** How a request ended of which the status does not tell; default: as the status says. */
  readonly endOf?: (parts: Parts) => RequestEnd | undefined;
  readonly bytes: (parts: Parts) => string;
  /** Without escapes, like the ones below. */
  readonly request: (parts: Parts) => RequestLine;
  readonly address: (parts: Parts) => string;
  /** Empty or `-` where a line does not tell. */
  readonly agent: (parts: Parts) => string;
  readonly cookie: (parts: Parts) => string;
  /** What a line calls the id of its request; default: requests have none, nor times that tell them apart. */
  readonly id?: (parts: Parts) => string;
  /** What a request of an id asks for, as the line spells it; default: it is not told. */
  readonly asked?: (parts: Parts) => string;
  /** How a request is read from the bytes of its line, without what may be kept of it. */
  readonly readBytes?: NonNullable<ImportReader["readBytes"]>;
}

/** A layout, set up for one log. */
export interface OpenedLayout extends Pick<Layout<unknown>, "isTimed" | "unknown"> {
  readonly rows: (line: string, index: number) => ParsedLine<AccessObservation>;
  readonly requests: (settings: ImportSettings) => ImportReader;
  /** Whether a line has the layout's shape, a time, a status and a readable response time or none. */
  readonly fits: (line: string) => boolean;
}

export function openLayout<Parts>(layout: Layout<Parts>): OpenedLayout {
  return {
    isTimed: layout.isTimed,
    ...(layout.unknown === undefined ? {} : { unknown: layout.unknown }),
    rows: rowDecoder(layout),
    requests: (settings) => requestReader(layout, settings),
    fits: (line) => {
      const parts = layout.split(line);
      if (parts === undefined || typeof parts === "string") return false;
      const took = layout.took(parts);
      return (
        (isStatus(layout.status(parts)) || layout.endOf?.(parts) !== undefined) &&
        !layout.address(parts).includes(" ") &&
        layout.stampMs(parts) !== undefined &&
        (isMissing(took) || tookMsOf(took, layout) !== undefined)
      );
    },
  };
}

const statusPattern = /^\d{3}$/;
/** Of a request that got no answer. */
const noStatusPattern = /^(?:0|000|-1|-)$/;
const bytesPattern = /^\d{1,15}$/;
const anyAmount = { pattern: /^\d{1,15}(?:\.\d{1,15})?$/, words: "a number" } as const;
const wordedPattern = /^(\d{1,15}(?:\.\d{1,15})?) ?([A-Za-zµμ]{1,12})$/;
/** `PT1M2.5S`, of ISO 8601. */
const isoSpanPattern = /^PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,15}(?:\.\d{1,15})?)S)?$/;
/** `00:00:01.2345678`, as .NET writes a span. */
const clockSpanPattern = /^(\d{1,2}):(\d\d):(\d\d\.\d{1,9})$/;
const spanPattern = /^(?:(\d{1,9})h)?(?:(\d{1,9})m(?!s))?(?:(\d{1,15}(?:\.\d{1,15})?)(ns|us|µs|μs|ms|s))?$/;

function isAbsent(text: string): boolean {
  return text === "-" || text === "";
}

/** Whether a response time is left out, or negative, as some programs write one that they do not know. */
export function isMissing(text: string): boolean {
  return text === "" || text === "-" || /^-\d/.test(text);
}

function isStatus(text: string): boolean {
  return statusPattern.test(text) || noStatusPattern.test(text);
}

/** Reads what stands in the place of the response time, whatever its unit. A decimal comma counts as a point. */
export function amountsOf<Parts>({
  split,
  stampMs,
  took,
  zones,
}: Layout<Parts>): Pick<DoubtfulField, "read" | "zones"> {
  const read = (line: string): SpelledAmount | undefined => {
    const parts = split(line);
    if (parts === undefined || typeof parts === "string") return undefined;
    const [atMs, text] = [stampMs(parts), took(parts).replace(",", ".")];
    const amount = tookWithUnit(text) ?? (anyAmount.pattern.test(text) ? Number(text) : undefined);
    return atMs === undefined || amount === undefined ? undefined : { stampMs: atMs, amount };
  };
  return { read, zones };
}

/**
 * Milliseconds of `41ms`, `41 ms`, `0.041 seconds`, `1m2.5s`, `PT0.041S` or `00:00:00.041`; `undefined` for what names no
 * unit.
 */
export function tookWithUnit(text: string): number | undefined {
  const [, worded, word] = wordedPattern.exec(text) ?? [];
  const called = unitCalled(word);
  if (called !== undefined) return msIn(called, Number(worded));
  const [, hours, minutes, amount, unit] =
    spanPattern.exec(text) ?? isoSpanPattern.exec(text) ?? clockSpanPattern.exec(text) ?? [];
  const isSpelled = hours !== undefined || minutes !== undefined || unit !== undefined;
  if (!isSpelled && !/^PT\d/.test(text)) return undefined;
  const whole = Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000;
  return roundToMicros(whole + msIn(unitCalled(unit) ?? "s", Number(amount ?? 0)));
}

function tookMsOf(
  text: string,
  { unit, amounts = anyAmount }: Pick<Layout<unknown>, "unit" | "amounts">,
): number | undefined {
  if (unit !== undefined && amounts.pattern.test(text)) return msIn(unit, Number(text));
  return amounts === anyAmount ? tookWithUnit(text) : undefined;
}

function rowDecoder<Parts>(layout: Layout<Parts>): OpenedLayout["rows"] {
  const { stamps, split, took, status, bytes, agent } = layout;

  return (line, index) => {
    if (line === "") return skipped("the line is empty");
    const parts = split(line);
    if (parts === undefined) return { kind: "header" };
    if (typeof parts === "string") return skipped(parts);
    const stampMs = layout.stampMs(parts);
    if (stampMs === undefined) return notATime(layout.spelledTime(parts));
    const spelledStatus = status(parts);
    const isUnanswered = noStatusPattern.test(spelledStatus) || layout.endOf?.(parts) !== undefined;
    if (!isUnanswered && !statusPattern.test(spelledStatus))
      return skipped(`the status is ${shown(spelledStatus)}, not three digits`);
    const spelledBytes = bytes(parts);
    if (!isAbsent(spelledBytes) && !bytesPattern.test(spelledBytes))
      return skipped(`the number of bytes is ${shown(spelledBytes)}, not a whole number from 0`);
    const spelledTook = took(parts);
    const responseMs = isMissing(spelledTook) ? undefined : tookMsOf(spelledTook, layout);
    if (responseMs === undefined && !isMissing(spelledTook)) return noAmount(spelledTook, layout);
    const address = layout.address(parts);
    if (address.includes(" ")) return skipped(`the address is ${shown(address)}, with a blank in it`);
    const userAgent = agent(parts);
    const atMs = stamps === "end" ? stampMs : roundToMicros(stampMs + (responseMs ?? 0));
    return {
      kind: "row",
      row: {
        kind: "access",
        index,
        atMs,
        ip: canonicalAddress(address) ?? (address || "-"),
        ...layout.request(parts),
        status: isUnanswered ? 0 : Number(spelledStatus),
        bytes: isAbsent(spelledBytes) ? 0 : Number(spelledBytes),
        ...(responseMs === undefined ? {} : { responseMs }),
        ...(isAbsent(userAgent) ? {} : { userAgent }),
      },
    };
  };
}

function notATime(spelled: string): ReturnType<typeof skipped> {
  return skipped(`${shown(spelled)} is no time${yearNote(spelled)}`);
}

function noAmount(
  spelled: string,
  { amounts = anyAmount }: Pick<Layout<unknown>, "amounts">,
): ReturnType<typeof skipped> {
  return skipped(`the response time is ${shown(spelled)}, not ${amounts.words}`);
}

/** In microseconds: tenths of a millisecond, which some load tools write, are shared by many requests. */
const fineTime = /[.,]\d{4}(?!0+(?:\D|$))\d|^\d{14}(?!0+$)\d{2}/;

function requestReader<Parts>(layout: Layout<Parts>, { keep }: ImportSettings): ImportReader {
  const { stamps, assumptions, split, zones, id: idOf } = layout;
  const doubles = idOf === undefined ? undefined : createDoubles();

  let lastStatus = "";
  let lastEnd = endOfStatus(lastStatus);

  /** Most lines have the status of the line before. */
  function endOf(status: string): typeof lastEnd {
    if (status === lastStatus) return lastEnd;
    lastStatus = status;
    lastEnd = endOfStatus(status);
    return lastEnd;
  }

  function read(line: string): ImportedLine {
    const parts = split(line);
    if (parts === undefined) return { kind: "header" };
    if (typeof parts === "string") return skipped(parts);
    const stampMs = layout.stampMs(parts);
    if (stampMs === undefined) return notATime(layout.spelledTime(parts));
    const spelled = layout.took(parts);
    const end = layout.endOf?.(parts) ?? endOf(layout.status(parts));
    if (end.kind === "skipped") return end;
    const tookMs = tookMsOf(spelled, layout);
    if (tookMs === undefined && !isMissing(spelled)) return noAmount(spelled, layout);
    const details = keep.length === 0 ? undefined : keptOf(detailsOf(parts), keep);
    const parsed =
      tookMs === undefined
        ? lengthlessLine({ stampMs, details }, end)
        : requestLine({ stampMs, tookMs, details }, end, spelled);
    if (doubles === undefined || idOf === undefined || parsed.kind !== "row") return parsed;
    const [id, fine] = [idOf(parts), fineTime.test(layout.spelledTime(parts))];
    if (isAbsent(id) && !fine) return parsed;
    const rows = doubles.requestsOf(parsed.row, {
      line: fine ? line : undefined,
      id: isAbsent(id) ? undefined : id,
      asked: isAbsent(id) ? "" : (layout.asked?.(parts) ?? ""),
    });
    return rows === undefined ? parsed : { kind: "rows", rows };
  }

  function detailsOf(parts: Parts): Details {
    const request = layout.request(parts);
    return {
      address: layout.address(parts),
      method: request.method,
      ...urlDetails(urlOf(request)),
      "user-agent": layout.agent(parts),
      cookie: layout.cookie(parts),
    };
  }

  const { readBytes } = layout;
  return {
    stamps,
    assumptions,
    read,
    zones,
    ...(keep.length > 0 || readBytes === undefined ? {} : { readBytes }),
    ...(doubles === undefined ? {} : { doubles }),
  };
}
