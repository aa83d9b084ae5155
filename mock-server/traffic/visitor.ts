import type { FastifyRequest } from "fastify";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { Truth } from "../../domain/truth.ts";
import { headers } from "../../domain/wire/headers.ts";
import type { Refusal } from "../route.ts";
import { namedIn } from "../route.ts";

/**
 * The address of the connection, in canonical form. A local client can set another one; the first counts if it names
 * several.
 * @returns undefined if the local client sets one that is no address
 */
export function addressOf({ headers: sent, socket }: FastifyRequest): string | undefined {
  const connected = canonicalAddress(socket.remoteAddress ?? "");
  const named = sent[headers.sourceAddress];
  const isLocal = connected === "::1" || connected?.startsWith("127.") === true;
  return isLocal && named !== undefined ? canonicalAddress(String(named).split(",", 1).join("")) : connected;
}

/** The answer to a request whose address cannot be told. */
export const noAddress: Refusal = {
  error: `The first entry of ${headers.sourceAddress} must be an IPv4 or IPv6 address, such as 203.0.113.9 or [2001:db8::7]:4711.`,
};

/** The client's own label of a request, for the labelled log only. Default: normal. */
export function truthOf({ headers: sent }: FastifyRequest): Truth {
  const mode = namedIn(sent, headers.mode) ?? "normal";
  const incident = namedIn(sent, headers.incident);
  return incident === undefined || mode === "normal" ? { mode } : { mode, incident };
}
