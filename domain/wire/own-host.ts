type HeaderValue = string | readonly string[] | undefined;
type Headers = Readonly<Record<string, HeaderValue>>;

/** A listener on this machine. */
export interface OwnHost {
  /** Its names and addresses besides those of loopback, without a port; an IPv6 address is in brackets. */
  readonly hosts: readonly string[];
  /** The port at which the request arrived. */
  readonly port: number;
  /** Web pages that the user allows, as browsers name them: `https://dashboard.example`. Their host is a name of ours too. */
  readonly origins?: readonly string[];
}

/** The header that shows that a request comes from a page of another site. */
export interface ForeignHeader {
  readonly name: "origin" | "sec-fetch-site" | "host";
  readonly value: string;
}

const loopbackNames: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Finds out whether a browser sent a request for a page of another site: a foreign Origin, a Sec-Fetch-Site that says so,
 * or a Host that is not the listener's, because a foreign name was rebound to this machine. Another port of this machine is
 * another site. Programs send none of these headers but Host.
 * @returns undefined for a request of a program or of the listener's own pages
 */
export function foreignHeader(headers: Headers, own: OwnHost): ForeignHeader | undefined {
  const { host, origin } = headers;
  if (!isAllowedOrigin(origin, own)) {
    if (origin !== undefined && !isOwnOrigin(origin, own)) return { name: "origin", value: textOf(origin) };
    const site = headers["sec-fetch-site"];
    if (site !== undefined && site !== "same-origin" && site !== "none")
      return { name: "sec-fetch-site", value: textOf(site) };
  }
  return host === undefined || isOwnAuthority(host, own) ? undefined : { name: "host", value: textOf(host) };
}

function textOf(value: HeaderValue): string {
  return typeof value === "string" ? value : (value ?? []).join(", ");
}

/** True for an Origin header that the user allows. */
export function isAllowedOrigin(origin: HeaderValue, { origins = [] }: OwnHost): origin is string {
  return typeof origin === "string" && origins.includes(origin);
}

function isOwnOrigin(origin: HeaderValue, own: OwnHost): boolean {
  const authority = typeof origin === "string" ? /^http:\/\/([^/]+)$/i.exec(origin)?.[1] : undefined;
  return authority !== undefined && isOwnAuthority(authority, { ...own, origins: [] });
}

const standardPort = 80;

function isOwnAuthority(authority: HeaderValue, { hosts, port, origins = [] }: OwnHost): boolean {
  if (typeof authority !== "string") return false;
  const written = authority.toLowerCase();
  if (origins.some((origin) => origin.replace(/^https?:\/\//, "") === written)) return true;
  const [, name = "", itsPort = standardPort] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}))?$/.exec(written) ?? [];
  return Number(itsPort) === port && (loopbackNames.has(name) || hosts.includes(name));
}
