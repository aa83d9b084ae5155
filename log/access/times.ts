import { roundToMicros } from "../../domain/time/clock.ts";
import { formatInstant, parseGivenInstant } from "../../domain/time/instant.ts";
import type { UtcOffsetMs } from "../formats/format.ts";
import type { ZoneSpan } from "../import/stamp.ts";
import { alwaysUtc, createStampReader, createZoneSpans, readEpoch } from "../import/stamp.ts";

/** How the time of a line is spelled. Readers keep what they read last, so that each log takes a new one. */
export interface TimeSpelling {
  /** Unix milliseconds; `undefined` for what is no such time. */
  readonly read: (text: string) => number | undefined;
  readonly write: (atMs: number) => string;
  /** In which zones the lines so far are; none when they name none. */
  readonly zones: () => readonly ZoneSpan[];
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface LocalParts {
  readonly year: string;
  readonly month: string;
  readonly day: string;
  readonly clock: string;
  /** Six digits. */
  readonly fraction: string;
  /** `+02:00`. */
  readonly zone: string;
}

function localParts(atMs: number, utcOffsetMs: UtcOffsetMs): LocalParts {
  const offsetMs = utcOffsetMs(atMs);
  const text = formatInstant(roundToMicros(atMs + offsetMs));
  const minutes = Math.abs(offsetMs) / 60_000;
  const [hour, minute] = [Math.floor(minutes / 60), Math.floor(minutes % 60)].map((part) =>
    String(part).padStart(2, "0"),
  );
  return {
    year: text.slice(0, 4),
    month: text.slice(5, 7),
    day: text.slice(8, 10),
    clock: text.slice(11, 19),
    fraction: text.slice(20, 26),
    zone: `${offsetMs < 0 ? "-" : "+"}${hour}:${minute}`,
  };
}

function monthName(month: string): string {
  return months[Number(month) - 1] ?? "";
}

/** `20/Nov/2026:14:03:00 +0200`, whole seconds, as nginx and Apache write `$time_local` and `%t`; ISO 8601 is read, too. */
export function commonTime(utcOffsetMs: UtcOffsetMs): TimeSpelling {
  const stamps = createStampReader();
  return {
    read: stamps.read,
    write: (atMs) => {
      const { year, month, day, clock, zone } = localParts(atMs, utcOffsetMs);
      return `${day}/${monthName(month)}/${year}:${clock} ${zone.replace(":", "")}`;
    },
    zones: stamps.zones,
  };
}

/** The same in brackets, as Apache writes `%t`. */
export function bracketedTime(utcOffsetMs: UtcOffsetMs): TimeSpelling {
  const bare = commonTime(utcOffsetMs);
  return {
    read: (text) => (text.startsWith("[") && text.endsWith("]") ? bare.read(text.slice(1, -1)) : undefined),
    write: (atMs) => `[${bare.write(atMs)}]`,
    zones: bare.zones,
  };
}

/** `2026-11-20T14:03:00+02:00`, as nginx writes `$time_iso8601`. */
export function isoTime(utcOffsetMs: UtcOffsetMs): TimeSpelling {
  const stamps = createStampReader();
  return {
    read: stamps.read,
    write: (atMs) => {
      const { year, month, day, clock, zone } = localParts(atMs, utcOffsetMs);
      return `${year}-${month}-${day}T${clock}${zone}`;
    },
    zones: stamps.zones,
  };
}

/** A Unix time; written in seconds with three decimals, as nginx's `$msec`. */
export function epochTime(): TimeSpelling {
  return {
    read: readEpoch,
    write: (atMs) => (Math.floor(atMs) / 1000).toFixed(3),
    zones: () => alwaysUtc,
  };
}

/** Of a time. */
export type TimePart =
  "year" | "month" | "day" | "hour" | "minute" | "second" | "fraction" | "zone" | "epoch";

interface Directive {
  readonly pattern: string;
  readonly part: TimePart | undefined;
  readonly write: (parts: LocalParts, atMs: number) => string;
}

/** Of `strftime`, each of a width of its own, so that reading needs no search. */
const directives: Readonly<Record<string, Directive>> = {
  Y: { pattern: String.raw`(\d{4})`, part: "year", write: ({ year }) => year },
  m: { pattern: String.raw`(\d\d)`, part: "month", write: ({ month }) => month },
  b: { pattern: "([A-Z][a-z]{2})", part: "month", write: ({ month }) => monthName(month) },
  h: { pattern: "([A-Z][a-z]{2})", part: "month", write: ({ month }) => monthName(month) },
  d: { pattern: String.raw`(\d\d)`, part: "day", write: ({ day }) => day },
  e: { pattern: String.raw`([ \d]\d)`, part: "day", write: ({ day }) => day.replace(/^0/, " ") },
  H: { pattern: String.raw`(\d\d)`, part: "hour", write: ({ clock }) => clock.slice(0, 2) },
  M: { pattern: String.raw`(\d\d)`, part: "minute", write: ({ clock }) => clock.slice(3, 5) },
  S: { pattern: String.raw`(\d\d)`, part: "second", write: ({ clock }) => clock.slice(6, 8) },
  z: {
    pattern: String.raw`(Z|[+-]\d\d:?\d\d)`,
    part: "zone",
    write: ({ zone }) => zone.replace(":", ""),
  },
  s: { pattern: String.raw`(\d{1,12})`, part: "epoch", write: (_, atMs) => String(Math.floor(atMs / 1000)) },
  "%": { pattern: "%", part: undefined, write: () => "%" },
};

const composed: readonly (readonly [RegExp, string])[] = [
  [/%F/g, "%Y-%m-%d"],
  [/%T/g, "%H:%M:%S"],
  [/%R/g, "%H:%M"],
];

/** What Apache takes in the place of a `strftime` format. */
const wholeFormats: Readonly<Record<string, readonly [scale: number, part: "epoch" | "fraction"]>> = {
  sec: [1000, "epoch"],
  msec: [1, "epoch"],
  usec: [0.001, "epoch"],
  msec_frac: [1, "fraction"],
  usec_frac: [0.001, "fraction"],
};

/** One `%{...}t` of a line; several of them together make its time. */
export interface TimePiece {
  readonly parts: readonly TimePart[];
  /** Parts as texts, put into the table; false for what does not fit. */
  readonly read: (text: string, parts: Partial<Record<TimePart, string>>) => boolean;
  readonly write: (atMs: number, utcOffsetMs: UtcOffsetMs) => string;
}

/**
 * One `%{format}t` of Apache.
 * @param format - without `begin:` or `end:`
 * @returns undefined for a format with anything else in it than full numeric dates and times and the month's short name
 */
export function timePiece(format: string): TimePiece | undefined {
  const whole = wholeFormats[format];
  if (whole !== undefined) return wholePiece(...whole);
  const full = composed.reduce((text, [short, long]) => text.replaceAll(short, long), format);
  const found: Directive[] = [];
  let pattern = "^";
  const literals: string[] = [""];
  for (let at = 0; at < full.length; at += 1) {
    const character = full.charAt(at);
    if (character !== "%") {
      pattern += character.replaceAll(/[^\w ]/g, String.raw`\$&`);
      literals[literals.length - 1] += character;
      continue;
    }
    at += 1;
    const directive = directives[full.charAt(at)];
    if (directive === undefined) return undefined;
    pattern += directive.pattern;
    found.push(directive);
    literals.push("");
  }
  const matcher = new RegExp(`${pattern}$`);
  const named = found.flatMap(({ part }) => part ?? []);
  return {
    parts: named,
    read: (text, parts) => {
      const match = matcher.exec(text);
      if (match === null) return false;
      for (const [index, part] of named.entries()) parts[part] = match[index + 1] ?? "";
      return true;
    },
    write: (atMs, utcOffsetMs) => {
      const parts = localParts(atMs, utcOffsetMs);
      return literals
        .map((literal, index) => (found[index - 1]?.write(parts, atMs) ?? "") + literal)
        .join("");
    },
  };
}

function wholePiece(scaleMs: number, part: "epoch" | "fraction"): TimePiece {
  const width = scaleMs === 1 ? 3 : 6;
  return {
    parts: [part],
    read: (text, parts) => {
      if (!/^\d{1,20}$/.test(text)) return false;
      parts[part] = part === "epoch" ? String(roundToMicros(Number(text) * scaleMs) / 1000) : text;
      return true;
    },
    write: (atMs, utcOffsetMs) =>
      part === "epoch"
        ? String(Math.floor(atMs / scaleMs))
        : localParts(atMs, utcOffsetMs).fraction.slice(0, width),
  };
}

/** The time that pieces make together; without a zone it is local time of this offset. */
export function piecedTime(utcOffsetMs: UtcOffsetMs): {
  readonly read: (parts: Partial<Record<TimePart, string>>) => number | undefined;
  readonly zones: () => readonly ZoneSpan[];
} {
  let lastText = "";
  let lastMs: number | undefined;
  const zones = createZoneSpans();

  function read(parts: Partial<Record<TimePart, string>>): number | undefined {
    const {
      epoch,
      year,
      month = "",
      day = "",
      hour = "",
      minute = "00",
      second = "00",
      fraction = "0",
      zone,
    } = parts;
    const fractionMs = Number(`0.${fraction}`) * 1000;
    if (epoch !== undefined)
      return roundToMicros(Number(epoch) * 1000 + (Number.isInteger(Number(epoch)) ? fractionMs : 0));
    const text = `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`;
    if (text !== lastText) {
      lastText = text;
      lastMs = wholeSeconds();
    }
    return lastMs === undefined ? undefined : roundToMicros(lastMs + fractionMs);

    function wholeSeconds(): number | undefined {
      const number = /^\d/.test(month) ? month : String(months.indexOf(month) + 1).padStart(2, "0");
      const localMs = parseGivenInstant(
        `${year}-${number}-${day.replace(" ", "0")}T${hour}:${minute}:${second}Z`,
      );
      if (localMs === undefined) return undefined;
      if (zone === undefined) return localMs - utcOffsetMs(localMs - utcOffsetMs(localMs));
      const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
      const ownMs = zone === "Z" ? 0 : (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
      zones.add(localMs - ownMs, ownMs);
      return localMs - ownMs;
    }
  }

  return { read, zones: zones.all };
}
