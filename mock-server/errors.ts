import { FiredrillError } from "../domain/error.ts";

export function portInUse(host: string, port: number, cause: Error): FiredrillError {
  return new FiredrillError(
    "drill",
    "PORT_IN_USE",
    `Something else is listening on ${authority(host, port)}.`,
    "Stop it, or choose another port with --port (0 takes a free one).",
    { cause },
  );
}

export function hostNotBindable(host: string, port: number, cause: Error): FiredrillError {
  return new FiredrillError(
    "drill",
    "HOST_NOT_BINDABLE",
    `The mock server cannot listen on ${authority(host, port)}: ${cause.message}.`,
    "Give an address of this machine with --host (127.0.0.1 always works), and a port from 1024 up.",
    { cause },
  );
}

/** `127.0.0.1:8888`, `[::1]:8888`. */
export function authority(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
