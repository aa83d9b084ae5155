import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import type { Truth } from "../../domain/truth.ts";
import { headers } from "../../domain/wire/headers.ts";
import { namedIn } from "../route.ts";

/** The address of the connection. A local client can set another one; the first counts if it names several. */
export function addressOf({ headers: sent, socket }: FastifyRequest): string {
  const connected = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const [named = ""] = String(sent[headers.sourceAddress] ?? "").split(",");
  const isLocal = connected === "::1" || connected.startsWith("127.");
  return isLocal && isIP(named.trim()) !== 0 ? named.trim() : connected;
}

/** The client's own label of a request, for the labelled log only. Default: normal. */
export function truthOf({ headers: sent }: FastifyRequest): Truth {
  const mode = namedIn(sent, headers.mode) ?? "normal";
  const incident = namedIn(sent, headers.incident);
  return incident === undefined || mode === "normal" ? { mode } : { mode, incident };
}
