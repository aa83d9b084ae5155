import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { TemporaryFolder } from "../../detector/remote/temporary-folder.ts";
import { makeTemporaryFolder, temporaryFolderNotWritable } from "../../detector/remote/temporary-folder.ts";

/**
 * A text that may be longer than a string, or than memory. It is kept deflated, at a small part of its size: a little of it in
 * memory, a long one in a temporary file.
 */
export class KeptText {
  private readonly blocks: Uint8Array[] = [];
  private heldBytes = 0;
  private latest: string[] = [];
  private latestLength = 0;
  private file: BlockFile | undefined;
  private readonly heldBytesAtMost: number;

  /** @param heldBytesAtMost - of deflated text in memory, beside the latest piece */
  constructor(heldBytesAtMost = 4_194_304) {
    this.heldBytesAtMost = heldBytesAtMost;
  }

  /**
   * @param text - must not end in the middle of a character
   * @throws FiredrillError TEMPORARY_FOLDER_NOT_WRITABLE
   */
  append(text: string): void {
    this.latest.push(text);
    this.latestLength += text.length;
    if (this.latestLength < blockLength) return;
    const block = deflateRawSync(this.latest.join(""), { level: fastest });
    this.latest = [];
    this.latestLength = 0;
    this.blocks.push(block);
    this.heldBytes += block.length;
    if (this.heldBytes < this.heldBytesAtMost) return;
    this.file ??= new BlockFile();
    for (const held of this.blocks.splice(0)) this.file.append(held);
    this.heldBytes = 0;
  }

  /** All of it, in order, in pieces of some 100 kB that end where an appended text ended. */
  *pieces(): Generator<string> {
    for (const block of this.file?.blocks() ?? []) yield inflateRawSync(block).toString("utf8");
    for (const block of this.blocks) yield inflateRawSync(block).toString("utf8");
    if (this.latest.length > 0) yield this.latest.join("");
  }

  /** Removes the temporary file, if there is one. The text is gone then. */
  close(): void {
    this.file?.close();
    this.file = undefined;
  }
}

/** In UTF-16 units. */
const blockLength = 131_072;
const fastest = 1;

/** Blocks of bytes in a temporary file. */
class BlockFile {
  private readonly folder: TemporaryFolder = makeTemporaryFolder("text");
  private readonly fd: number = openSync(join(this.folder.path, "blocks"), "wx+");
  private readonly lengths: number[] = [];

  append(block: Uint8Array): void {
    try {
      for (let from = 0; from < block.length;) from += writeSync(this.fd, block, from);
    } catch (error) {
      throw temporaryFolderNotWritable("write temporary files", error);
    }
    this.lengths.push(block.length);
  }

  /** In order of appending. */
  *blocks(): Generator<Uint8Array> {
    let position = 0;
    for (const length of this.lengths) {
      const block = new Uint8Array(length);
      for (let from = 0; from < length;) {
        const count = readSync(this.fd, block, from, length - from, position + from);
        if (count === 0) throw new RangeError("the temporary file has been cut off");
        from += count;
      }
      position += length;
      yield block;
    }
  }

  close(): void {
    closeSync(this.fd);
    this.folder.remove();
  }
}
