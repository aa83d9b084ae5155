import { parseInstant } from "../../../domain/time/instant.ts";

const unitMs: Readonly<Record<string, number>> = {
  y: 31_536_000_000,
  w: 604_800_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
};

const pattern = /^(?:\d+y)?(?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?:\d+ms)?$/;

/** Milliseconds of a Prometheus duration such as `1m30s`, `500ms` or `0`; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  if (text === "" || !pattern.test(text)) return undefined;
  let sumMs = 0;
  for (const [, amount, unit = ""] of text.matchAll(/(\d+)(ms|[ywdhms])/g))
    sumMs += Number(amount) * (unitMs[unit] ?? 0);
  return sumMs;
}

/** A Prometheus duration in seconds and milliseconds. @param ms - whole milliseconds */
export function formatDuration(ms: number): string {
  const restMs = ms % 1000;
  const seconds = (ms - restMs) / 1000;
  if (restMs === 0) return `${seconds}s`;
  return seconds === 0 ? `${restMs}ms` : `${seconds}s${restMs}ms`;
}

/** Unix milliseconds of a UTC time in Go's format, with up to nine decimals; 0 for anything else. */
export function parseGoTime(text: string): number {
  return parseInstant(text.replace(/(\.\d{6})\d+/, "$1")) ?? 0;
}
