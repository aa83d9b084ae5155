import { FiredrillError } from "../domain/error.ts";

const loopbackHost = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Checks that the traffic goes to this machine, or to a host that the user allowed.
 * @param allowedHosts - host names from --allow-host
 * @returns scheme, host and port, such as `http://127.0.0.1:8888`
 * @throws FiredrillError BAD_TARGET for anything but an http(s) URL, TARGET_NOT_ALLOWED for another host
 */
export function checkedTarget(target: string, allowedHosts: readonly string[]): string {
  if (!URL.canParse(target)) throw badTarget(target);
  const url = new URL(target);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw badTarget(target);
  if (!isAllowedHost(url, allowedHosts)) throw targetNotAllowed(bareHost(url));
  return url.origin;
}

/** True for this machine, and for a host that the user allowed. */
export function isAllowedHost(url: URL, allowedHosts: readonly string[]): boolean {
  return loopbackHost.test(url.hostname) || allowedHosts.includes(bareHost(url));
}

/** Without the brackets of an IPv6 address. */
function bareHost({ hostname }: URL): string {
  return hostname.replaceAll(/^\[|\]$/g, "");
}

function badTarget(target: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_TARGET",
    `Invalid target "${target}".`,
    "Use an http or https URL with host and port, such as http://127.0.0.1:8888.",
  );
}

function targetNotAllowed(host: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "TARGET_NOT_ALLOWED",
    `The target host "${host}" is not this machine.`,
    `Add --allow-host ${host} if you are allowed to send traffic to that server.`,
  );
}
