import { deflateRawSync, inflateRawSync } from "node:zlib";

/** A text that may be longer than a string can be. It is kept deflated, at a small part of its size, and read in pieces. */
export class KeptText {
  private readonly blocks: Uint8Array[] = [];
  private latest: string[] = [];
  private latestLength = 0;

  /** @param text - must not end in the middle of a character */
  append(text: string): void {
    this.latest.push(text);
    this.latestLength += text.length;
    if (this.latestLength < blockLength) return;
    this.blocks.push(deflateRawSync(this.latest.join(""), { level: fastest }));
    this.latest = [];
    this.latestLength = 0;
  }

  /** All of it, in order, in pieces of some 100 kB that end where an appended text ended. */
  *pieces(): Generator<string> {
    for (const block of this.blocks) yield inflateRawSync(block).toString("utf8");
    if (this.latest.length > 0) yield this.latest.join("");
  }
}

/** In UTF-16 units. */
const blockLength = 131_072;
const fastest = 1;
