import { lookup } from "node:dns";
import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { FiredrillError } from "../../domain/error.ts";
import { canonicalAddress } from "../../domain/text/address.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { within } from "../../detector/remote/guarded-process.ts";
import { parseStamp } from "../../log/import/stamp.ts";
import { isAllowedHost } from "../../mock-client/target.ts";
import { undiciTransport } from "../../mock-client/transport.ts";

/** How a post ended. Reasons hold no part of the URL. */
export type PostEnd =
  | { readonly kind: "delivered" }
  /** Trying again would change nothing. */
  | { readonly kind: "refused"; readonly reason: string }
  /** @property retryAfterMs - the least wait that the receiver asks for, 0 without */
  | { readonly kind: "failed"; readonly reason: string; readonly retryAfterMs: number };

/** Posts a text as `{"text": ...}`. Never rejects. */
export type Post = (text: string) => Promise<PostEnd>;

export interface Receiver {
  readonly post: Post;
  readonly close: () => Promise<void>;
}

/** Finds the addresses of a host by its name. */
type Resolve = (
  host: string,
  found: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

export interface ReceiverSettings {
  /** A secret: whoever has it can post. */
  readonly url: string;
  /** Hosts other than this machine that may get posts. */
  readonly allowHosts: readonly string[];
  readonly clock: Clock;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve;
}

const longestPostMs = 10_000;

/**
 * A chat that takes alerts at a URL, on this machine or on an allowed host. A connection goes to an address that was checked:
 * loopback for this machine; for an allowed host none that stands for no host of its own. Redirects are not followed.
 * @throws FiredrillError BAD_NOTIFY_URL, NOTIFY_NOT_ALLOWED; neither has a part of the URL in it
 */
export function chatReceiver({
  url: secret,
  allowHosts,
  clock,
  resolve = allAddresses,
}: ReceiverSettings): Receiver {
  const url = parsed(secret);
  const isOwn = isAllowedHost(url, []);
  const isFit = isOwn ? isLoopback : isHostAddress;
  const literal = isIP(url.hostname.replaceAll(/^\[|\]$/g, "")) === 0 ? undefined : url.hostname;
  if (!isAllowedHost(url, allowHosts.map(lowerCased)) || (literal !== undefined && !isFit(literal)))
    throw notifyNotAllowed();
  const transport = undiciTransport(url.origin, clock, {
    always: { "content-type": "application/json" },
    connect: { lookup: checkedLookup(resolve, isFit) },
  });

  async function post(text: string): Promise<PostEnd> {
    const pending = transport.send({
      path: url.pathname + url.search,
      headers: {},
      body: JSON.stringify({ text }),
    });
    if ((await within(longestPostMs, clock, pending.end)) === "late") {
      pending.abandon();
      return { kind: "failed", reason: "no answer in 10 s", retryAfterMs: 0 };
    }
    const end = await pending.end;
    if (end.kind === "failed") {
      const kind = end.error === notAllowed ? "refused" : "failed";
      return { kind, reason: end.error, retryAfterMs: 0 };
    }
    return endOf(end.status, end.header("retry-after"), clock.nowMs());
  }

  return { post, close: () => transport.close() };
}

function parsed(secret: string): URL {
  const url = URL.canParse(secret) ? new URL(secret) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw badNotifyUrl("it is no http or https URL without a user name");
  return url;
}

/** What a host is called in a URL. */
function lowerCased(host: string): string {
  return host.toLowerCase();
}

function endOf(status: number, retryAfter: string | undefined, nowMs: number): PostEnd {
  const reason = `status ${status}`;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (status >= 500 || status === 429 || status === 408)
    return { kind: "failed", reason, retryAfterMs: waitMs(retryAfter, nowMs) };
  return { kind: "refused", reason };
}

/** Seconds, or a date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`. */
function waitMs(retryAfter: string | undefined, nowMs: number): number {
  if (retryAfter === undefined) return 0;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const dated = retryAfter.replace(/^\w+, (\d\d) (\w+) (\d{4}) ([\d:]+) GMT$/, "$1/$2/$3:$4 +0000");
  return Math.max(0, (parseStamp(dated)?.atMs ?? nowMs) - nowMs);
}

const notAllowed = "ADDRESS_NOT_ALLOWED";

/** Hands over only the addresses that are fit, so that no other one is connected to. */
function checkedLookup(resolve: Resolve, isFit: (address: string) => boolean): LookupFunction {
  return (host, { all }, callback) => {
    resolve(host, (error, addresses) => {
      const fit = addresses.filter(({ address }) => isFit(address));
      const [first] = fit;
      if (first === undefined) {
        const code = error === null ? notAllowed : "ENOTFOUND";
        callback(Object.assign(new Error(code), { code }), "", 0);
      } else if (all === true) callback(null, fit);
      else callback(null, first.address, first.family);
    });
  };
}

function allAddresses(host: string, found: Parameters<Resolve>[1]): void {
  lookup(host, { all: true }, (error, addresses) => found(error, error === null ? addresses : []));
}

function isLoopback(address: string): boolean {
  return /^(?:127\.|::1$)/.test(canonicalAddress(address) ?? "");
}

/** Not unspecified, link-local (where clouds keep the secrets of a machine), multicast or broadcast. */
function isHostAddress(address: string): boolean {
  const canonical = canonicalAddress(address);
  return (
    canonical !== undefined && !/^(?:0\.|169\.254\.|22[4-9]\.|2[345]\d\.|::$|fe[89ab]|ff)/.test(canonical)
  );
}

/** @param problem - what is wrong with the value, without the value */
export function badNotifyUrl(problem: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_NOTIFY_URL",
    `Cannot use the value of --notify: ${problem}.`,
    "Give the URL of a chat's incoming webhook, env:NAME for a variable that has it, or file:PATH.",
  );
}

function notifyNotAllowed(): FiredrillError {
  return new FiredrillError(
    "usage",
    "NOTIFY_NOT_ALLOWED",
    "The host of --notify is not this machine, and no --allow-host names it.",
    "Add --allow-host with the host of the URL, such as --allow-host hooks.slack.com.",
  );
}
