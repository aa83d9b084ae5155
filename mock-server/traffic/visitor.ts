import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import type { Truth } from "../../domain/truth.ts";
import { headers } from "../../domain/wire/headers.ts";
import { namedIn } from "../route.ts";

/** The address of the connection; a client on this machine may speak for another, the first where it names several. */
export function addressOf({ headers: said, socket }: FastifyRequest): string {
  const connected = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const [named = ""] = String(said[headers.sourceAddress] ?? "").split(",");
  const isLocal = connected === "::1" || connected.startsWith("127.");
  return isLocal && isIP(named.trim()) !== 0 ? named.trim() : connected;
}

/** What the client says of a request; goes into the labelled log and nowhere else. Without a word it is honest. */
export function truthOf({ headers: said }: FastifyRequest): Truth {
  const mode = namedIn(said, headers.mode) ?? "normal";
  const incident = namedIn(said, headers.incident);
  return incident === undefined || mode === "normal" ? { mode } : { mode, incident };
}
