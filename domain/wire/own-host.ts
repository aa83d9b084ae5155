type Headers = Readonly<Record<string, unknown>>;

/** Hosts and origins that are welcome beside this machine's own. */
export interface Welcome {
  /** Names without a port, in lower case. */
  readonly hosts?: readonly string[];
  /** As browsers send them: `https://dashboard.example`. */
  readonly origins?: readonly string[];
}

const loopbackHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/**
 * False for what a browser sends on behalf of a page of another site: a Host that is not this machine's (a name rebound to
 * it), a foreign Origin, or Sec-Fetch-Site saying so. Programs send none of these headers but Host.
 */
export function isOwnHost(headers: Headers, { hosts = [], origins = [] }: Welcome = {}): boolean {
  const { host, origin } = headers;
  const isWelcomeOrigin = typeof origin === "string" && origins.includes(origin);
  const site = headers["sec-fetch-site"];
  const isCrossSite = typeof site === "string" && site !== "same-origin" && site !== "none";
  if (isCrossSite && !isWelcomeOrigin) return false;
  if (origin !== undefined && !isWelcomeOrigin && !isOurs(originHost(origin), hosts)) return false;
  return host === undefined || isOurs(host, hosts);
}

function isOurs(host: unknown, hosts: readonly string[]): boolean {
  if (typeof host !== "string") return false;
  return loopbackHost.test(host) || hosts.includes(host.toLowerCase().replace(/:\d{1,5}$/, ""));
}

function originHost(origin: unknown): string | undefined {
  return typeof origin === "string" ? /^https?:\/\/([^/]+)$/i.exec(origin)?.[1] : undefined;
}
