/** One request, as a web server's access log tells it. */
export interface AccessObservation {
  readonly kind: "access";
  /** From 0, in order of writing: the order in which answers ended. */
  readonly index: number;
  /** When the answer ended. */
  readonly atMs: number;
  /** The client's address, in canonical form where it is one. */
  readonly ip: string;
  /** As sent; `-` for a request line that could not be read. */
  readonly method: string;
  /** As sent, without the query; `-` for a request line that could not be read. */
  readonly path: string;
  /** Without the question mark; empty when there is none. */
  readonly query: string;
  /** `HTTP/1.1`. */
  readonly protocol: string;
  readonly status: number;
  /** Of the answer's body. */
  readonly bytes: number;
  /** From the request's arrival to the answer's end; absent where the log does not tell. */
  readonly responseMs?: number;
  /** The client's own name for itself; absent where the log does not tell. */
  readonly userAgent?: string;
}
