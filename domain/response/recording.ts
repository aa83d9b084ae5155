import type { RequestEnd } from "../wire/request-end.ts";

/** One request of a recorded log. */
export interface RecordedRequest {
  /** When it left, relative to the first request. */
  readonly offsetMs: number;
  /** From leaving to the end: the answer, the failure, or the moment the client gave up. */
  readonly tookMs: number;
  readonly end: RequestEnd;
}

/**
 * A recorded log as columns of numbers, in order of leaving. Compact, because an incident can have millions of
 * requests. `recordedRequest` reads a row.
 */
export interface Recording {
  /** Ascending from 0; milliseconds, rounded to the microsecond. */
  readonly offsetsMs: Float64Array;
  readonly tookMicros: Uint32Array;
  /** A status from 200 to 999, `timeoutCode` or `cutCode`. */
  readonly endCodes: Uint16Array;
}

/** The columns of a recording file, in this order; more can follow. Seconds have six decimals. */
export const recordingColumns = ["offset_s", "response_time_s", "outcome"] as const;

/** The outcomes of requests without an answer. An answer's outcome is its status. */
export const recordedFailures = ["timeout", "cut"] as const;

const timeoutCode = 0;
const cutCode = 1;

/** Collects requests in any order. */
export interface RecordingBuilder {
  readonly add: (request: RecordedRequest) => void;
  /** The requests so far, in order of adding, without a copy. */
  readonly columns: () => Recording;
}

/** @param expected - an estimate of the number of requests; unused memory is never touched */
export function recordingBuilder(expected: number): RecordingBuilder {
  let capacity = Math.max(1024, Math.ceil(expected));
  let offsetsMs = new Float64Array(capacity);
  let tookMicros = new Uint32Array(capacity);
  let endCodes = new Uint16Array(capacity);
  let length = 0;

  const grow = (): void => {
    capacity *= 2;
    const [offsets, took, ends] = [offsetsMs, tookMicros, endCodes];
    offsetsMs = new Float64Array(capacity);
    offsetsMs.set(offsets);
    tookMicros = new Uint32Array(capacity);
    tookMicros.set(took);
    endCodes = new Uint16Array(capacity);
    endCodes.set(ends);
  };

  return {
    add: ({ offsetMs, tookMs, end }) => {
      if (length === capacity) grow();
      offsetsMs[length] = offsetMs;
      tookMicros[length] = Math.round(tookMs * 1000);
      endCodes[length] = codeOf(end);
      length += 1;
    },
    columns: () => ({
      offsetsMs: offsetsMs.subarray(0, length),
      tookMicros: tookMicros.subarray(0, length),
      endCodes: endCodes.subarray(0, length),
    }),
  };
}

/** @throws RangeError when the index is beyond the end */
export function recordedRequest(recording: Recording, index: number): RecordedRequest {
  const offsetMs = recording.offsetsMs[index];
  const micros = recording.tookMicros[index];
  const code = recording.endCodes[index];
  if (offsetMs === undefined || micros === undefined || code === undefined) {
    throw new RangeError(
      `the recording has no request ${index}, only ${recording.offsetsMs.length} requests`,
    );
  }
  return { offsetMs, tookMs: micros / 1000, end: endOf(code) };
}

function codeOf(end: RequestEnd): number {
  switch (end.kind) {
    case "answered":
      return end.status;
    case "timeout":
      return timeoutCode;
    case "cut":
      return cutCode;
  }
}

function endOf(code: number): RequestEnd {
  if (code === timeoutCode) return { kind: "timeout" };
  return code === cutCode ? { kind: "cut" } : { kind: "answered", status: code };
}
