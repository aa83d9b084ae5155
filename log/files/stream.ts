import { unpacked } from "./encoding.ts";
import { readingError } from "./file-errors.ts";

/** A finished log: the path of a file, or a stream whose beginning has arrived. */
export type LogInput = string | StreamedLog;

/** A log that can be read only once, such as standard input. */
export interface StreamedLog {
  /** What messages call it. */
  readonly name: string;
  /** Its first bytes, as many as were asked for; fewer only if the stream ended. */
  readonly start: Buffer;
  /** All bytes, those of `start` included. To be iterated once. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** What messages call a log: its path, or the name of the stream. */
export function nameOf(log: LogInput): string {
  return typeof log === "string" ? log : log.name;
}

/**
 * Waits for the first bytes of a stream.
 * @throws FiredrillError LOG_NOT_READABLE, also while the chunks are read
 */
export async function beginStream(
  name: string,
  stream: AsyncIterable<Uint8Array>,
  startBytes: number,
): Promise<StreamedLog> {
  const chunks = unpacked(name, readableChunks(name, stream));
  const first: Buffer[] = [];
  let sizeBytes = 0;
  while (sizeBytes < startBytes) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    first.push(value);
    sizeBytes += value.length;
  }
  return { name, start: Buffer.concat(first).subarray(0, startBytes), chunks: joined(first, chunks) };
}

async function* joined(
  first: readonly Buffer[],
  rest: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  yield* first;
  yield* rest;
}

/** The bytes of a stream. @throws FiredrillError LOG_NOT_READABLE when it breaks */
export async function* readableChunks(
  name: string,
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    for await (const bytes of stream) yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    throw readingError(name, error);
  }
}
