/** The last value of each header, by lower-case name. */
export type HeaderOf = (name: string) => string | undefined;

/** What comes next in an answer. */
type Part =
  /** The status line and the headers. */
  | "head"
  /** A body whose length is known. */
  | "body"
  | "chunk size"
  | "chunk"
  | "end of chunk"
  | "trailer"
  /** A body that ends with the connection. */
  | "rest"
  | "over"
  | "broken";

/** How far an answer has come; `broken` when it is not HTTP. */
export type Progress = "more" | "over" | "broken";

/** What has to be complete before it can be read may be this long. */
const longestHeadBytes = 16_384;
const nothing = Buffer.alloc(0);
const oneHead = /^HTTP\/1\.([01]) (\d{3})(?: [^\r\n]*)?\r\n((?:[!#$%&'*+\-.^_`|~\w]+:[^\r\n\0]*\r\n)*)$/;
const oneChunkSize = /^([\da-f]{1,12})[ \t]*(?:;.*)?$/i;

/**
 * Reads the answers on one connection, one after the other: HTTP/1.0 and 1.1, with bodies of a given length, in chunks, or
 * until the connection ends. Bodies are not kept.
 */
export class AnswerReader {
  /** 0 before the head is complete. */
  status = 0;
  /** Absent before the head is complete. */
  header: HeaderOf | undefined;
  /** Whether the connection can take another request after the answer. */
  keepsOpen = true;
  /** How long the server leaves an idle connection open, in seconds, if it told. */
  idleS: number | undefined;
  private method = "";
  private part: Part = "over";
  private leftBytes = 0;
  private held = nothing;

  /** Expects the answer to a request. */
  begin(method: string): void {
    this.method = method;
    this.part = "head";
    this.status = 0;
    this.header = undefined;
    this.keepsOpen = method !== "HEAD";
  }

  /** @param received - can be overwritten afterwards */
  read(received: Buffer): Progress {
    const bytes = this.held.length === 0 ? received : Buffer.concat([this.held, received]);
    this.held = nothing;
    let at = 0;
    while (this.part !== "over" && this.part !== "broken" && at < bytes.length) {
      const next = this.take(bytes, at);
      if (next === undefined) {
        if (bytes.length - at > longestHeadBytes) this.part = "broken";
        else this.held = Buffer.from(bytes.subarray(at));
        break;
      }
      at = next;
    }
    if (this.part !== "over") return this.part === "broken" ? "broken" : "more";
    // Further bytes belong to no request of ours.
    if (at < bytes.length) this.keepsOpen = false;
    return "over";
  }

  /** @returns whether the answer was complete when the server closed the connection */
  finish(): boolean {
    return this.part === "rest";
  }

  /** @returns where the next part begins; undefined when more bytes are needed */
  private take(bytes: Buffer, at: number): number | undefined {
    switch (this.part) {
      case "head":
        return this.takeHead(bytes, at);
      case "body":
      case "chunk":
        return this.takeCounted(bytes, at);
      case "chunk size":
      case "end of chunk":
      case "trailer":
        return this.takeLine(bytes, at);
      case "rest":
      case "over":
      case "broken":
        return bytes.length;
    }
  }

  private takeHead(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf("\r\n\r\n", at);
    if (end === -1) {
      const begun = bytes.toString("latin1", at, at + 7);
      if (!"HTTP/1.".startsWith(begun)) this.part = "broken";
      return undefined;
    }
    const [, version, digits, lines = ""] = oneHead.exec(bytes.toString("latin1", at, end + 2)) ?? [];
    const status = Number(digits);
    if (digits === undefined || status < 100 || status === 101) this.part = "broken";
    // An interim answer precedes the answer.
    else if (status >= 200) this.hasHead(status, headersIn(lines), version === "1");
    return end + 4;
  }

  private hasHead(status: number, headers: ReadonlyMap<string, string>, isPersistent: boolean): void {
    const transfer = headers.get("transfer-encoding")?.toLowerCase();
    const length = headers.get("content-length");
    if (length !== undefined && (transfer !== undefined || !/^\d{1,15}$/.test(length))) {
      this.part = "broken";
      return;
    }
    this.status = status;
    this.header = (name) => headers.get(name);
    this.idleS = idleSeconds(headers.get("keep-alive"));
    this.keepsOpen &&= staysOpen(headers.get("connection"), isPersistent);
    this.leftBytes = Number(length ?? 0);
    const isBodiless =
      this.method === "HEAD" || this.method === "CONNECT" || status === 204 || status === 304;
    if (isBodiless || length === "0") this.part = "over";
    else if (length !== undefined) this.part = this.leftBytes === 0 ? "over" : "body";
    else if (transfer !== undefined && /(?:^|[,\s])chunked$/.test(transfer)) this.part = "chunk size";
    else {
      this.part = "rest";
      this.keepsOpen = false;
    }
  }

  private takeCounted(bytes: Buffer, at: number): number {
    const taken = Math.min(this.leftBytes, bytes.length - at);
    this.leftBytes -= taken;
    if (this.leftBytes === 0) this.part = this.part === "body" ? "over" : "end of chunk";
    return at + taken;
  }

  private takeLine(bytes: Buffer, at: number): number | undefined {
    const end = bytes.indexOf("\r\n", at);
    if (end === -1) return undefined;
    const line = bytes.toString("latin1", at, end);
    if (this.part === "trailer") {
      if (line === "") this.part = "over";
    } else if (this.part === "end of chunk") this.part = line === "" ? "chunk size" : "broken";
    else {
      const digits = oneChunkSize.exec(line)?.[1];
      this.leftBytes = Number.parseInt(digits ?? "0", 16);
      if (digits === undefined) this.part = "broken";
      else this.part = this.leftBytes === 0 ? "trailer" : "chunk";
    }
    return end + 2;
  }
}

/** @param lines - each with its line end */
function headersIn(lines: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf("\r\n", at);
    const colon = lines.indexOf(":", at);
    const name = lines.slice(at, colon).toLowerCase();
    const value = lines.slice(colon + 1, end).trim();
    const isSecondLength = name === "content-length" && headers.has(name);
    headers.set(name, isSecondLength ? `${headers.get(name)}, ${value}` : value);
    at = end + 2;
  }
  return headers;
}

function staysOpen(connection: string | undefined, isPersistent: boolean): boolean {
  if (connection === undefined) return isPersistent;
  const words = connection.toLowerCase().split(/[\s,]+/);
  return !words.includes("close") && (isPersistent || words.includes("keep-alive"));
}

function idleSeconds(keepAlive: string | undefined): number | undefined {
  const digits = keepAlive === undefined ? undefined : /(?:^|[\s,])timeout=(\d{1,9})/i.exec(keepAlive)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
