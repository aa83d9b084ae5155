import { constants, createGunzip, gunzipSync } from "node:zlib";
import { pipeline, Readable } from "node:stream";
import { FiredrillError } from "../../domain/error.ts";

interface Encoding {
  readonly name: string;
  readonly starts: readonly (readonly number[])[];
  /** Makes lines of it; the file's name follows. */
  readonly command: (path: string) => string;
}

/** What begins so is no text. */
const encodings: readonly Encoding[] = [
  {
    name: "compressed with xz",
    starts: [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]],
    command: (path) => `xz -dc ${path}`,
  },
  { name: "compressed with bzip2", starts: [[0x42, 0x5a, 0x68]], command: (path) => `bzip2 -dc ${path}` },
  {
    name: "compressed with Zstandard",
    starts: [[0x28, 0xb5, 0x2f, 0xfd]],
    command: (path) => `zstd -dc ${path}`,
  },
  { name: "a zip archive", starts: [[0x50, 0x4b, 3, 4]], command: (path) => `unzip -p ${path}` },
  {
    name: "UTF-16",
    starts: [
      [0xff, 0xfe],
      [0xfe, 0xff],
    ],
    command: (path) => `iconv -f utf-16 -t utf-8 ${path}`,
  },
];

const gzipMagic = [0x1f, 0x8b];

function startsWith(bytes: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

export function isGzip(bytes: Buffer): boolean {
  return startsWith(bytes, gzipMagic);
}

/**
 * Refuses bytes that are no lines of text.
 * @param name - of the log, for messages
 * @throws FiredrillError LOG_ENCODED
 */
export function checkEncoding(name: string, bytes: Buffer): void {
  const found =
    encodings.find(({ starts }) => starts.some((magic) => startsWith(bytes, magic))) ??
    (isWide(bytes) ? encodings.at(-1) : undefined);
  if (found === undefined) return;
  throw new FiredrillError(
    "usage",
    "LOG_ENCODED",
    `${name} is ${found.name}; nothing can be read from line 1 on.`,
    `Make text of it first: ${found.command(name)} | firedrill ... - (the dash is standard input).`,
  );
}

/** UTF-16 without its mark: nearly every second byte is 0. */
function isWide(bytes: Buffer): boolean {
  const start = bytes.subarray(0, 256);
  return start.length > 16 && start.filter((byte) => byte === 0).length * 3 > start.length;
}

/** So much of a gzip file is unpacked for its beginning. */
export const unpackedFromBytes = 16_384;
const mostStartBytes = 33_554_432;

/** What the beginning of a gzip file unpacks to. */
export function unpackedStart(bytes: Buffer): Buffer {
  return gunzipSync(bytes.subarray(0, unpackedFromBytes), {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: mostStartBytes,
  });
}

/** Logs shrink by 10 to 30 times; what grows more than this is made to fill a disk. */
const mostGrowth = 200;
const alwaysAllowedBytes = 67_108_864;

/**
 * The bytes of a log; those of a gzip file unpacked as they come.
 * @param name - of the log, for messages
 * @throws FiredrillError LOG_ENCODED when it unpacks to more than 200 times its size, or is damaged
 */
export async function* unpacked(
  name: string,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  const iterator: AsyncIterator<Buffer, unknown> = chunks[Symbol.asyncIterator]();
  const begun = await iterator.next();
  if (begun.done === true) return;
  const first = begun.value;
  const rest: AsyncIterable<Buffer> = { [Symbol.asyncIterator]: () => iterator };
  if (!isGzip(first)) {
    yield first;
    yield* rest;
    return;
  }
  let packedBytes = 0;
  async function* copies(): AsyncGenerator<Buffer, void, undefined> {
    packedBytes += first.length;
    yield Buffer.from(first);
    for await (const bytes of rest) {
      packedBytes += bytes.length;
      yield Buffer.from(bytes);
    }
  }
  const gunzip = createGunzip();
  const done = pipeline(Readable.from(copies(), { objectMode: false }), gunzip, () => undefined);
  let bytes = 0;
  try {
    const pieces: AsyncIterable<unknown> = done;
    for await (const piece of pieces) {
      if (!Buffer.isBuffer(piece)) continue;
      bytes += piece.length;
      if (bytes > alwaysAllowedBytes && bytes > packedBytes * mostGrowth) throw growsTooMuch(name);
      yield piece;
    }
  } catch (error) {
    throw error instanceof FiredrillError ? error : damagedGzip(name, error);
  }
}

function growsTooMuch(name: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_ENCODED",
    `${name} unpacks to more than ${mostGrowth} times its size, as no log does; it was given up before its last line.`,
    "Check where the file is from; unpack it yourself with gunzip if it is right.",
  );
}

export function damagedGzip(name: string, cause: unknown): FiredrillError {
  return new FiredrillError(
    "usage",
    "LOG_ENCODED",
    `${name} is no whole gzip file: it cannot be unpacked to its last line.`,
    "Copy it again, or unpack with gunzip what can be unpacked.",
    { cause },
  );
}
