import { FiredrillError } from "../domain/error.ts";

const loopbackHost = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Where the traffic goes: this machine, unless another host was named on purpose.
 * @param allowedHosts - host names that the user named with --allow-host
 * @returns scheme, host and port, as `http://127.0.0.1:8888`
 * @throws FiredrillError BAD_TARGET when it is no http URL, TARGET_NOT_ALLOWED when it is somebody else's host
 */
export function checkedTarget(target: string, allowedHosts: readonly string[]): string {
  if (!URL.canParse(target)) throw badTarget(target);
  const url = new URL(target);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw badTarget(target);
  const bareHost = url.hostname.replaceAll(/^\[|\]$/g, "");
  if (!loopbackHost.test(url.hostname) && !allowedHosts.includes(bareHost)) throw targetNotAllowed(bareHost);
  return url.origin;
}

function badTarget(target: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "BAD_TARGET",
    `"${target}" is not the URL of a server.`,
    "Give scheme, host and port, for example http://127.0.0.1:8888.",
  );
}

function targetNotAllowed(host: string): FiredrillError {
  return new FiredrillError(
    "usage",
    "TARGET_NOT_ALLOWED",
    `"${host}" is not this machine, and a drill is traffic that its owner did not ask for.`,
    `If you may load that server, say so with --allow-host ${host}.`,
  );
}
