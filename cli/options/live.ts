import { FiredrillError } from "../../domain/error.ts";
import { badNumber } from "./checked.ts";
import { outputGroup } from "./options.ts";

/** Options of commands that have a live page. */
export const liveOptions = {
  live: {
    type: "boolean",
    group: outputGroup,
    default: false,
    describe: "Serve a page on this machine that shows what happens, with buttons for the modes",
  },
  livePort: {
    type: "number",
    group: outputGroup,
    default: 0,
    describe: "Port of the live page, 0 to 65535; with 0 the system chooses",
  },
} as const;

interface LiveArguments {
  readonly live: boolean;
  readonly livePort: number;
}

/**
 * @returns undefined without `--live`
 * @throws FiredrillError for a port that does not exist
 */
export function livePortIn({ live, livePort }: LiveArguments): number | undefined {
  if (!Number.isInteger(livePort) || livePort < 0 || livePort > 65_535)
    throw badNumber(
      "live-port",
      livePort,
      "a whole number from 0 to 65535",
      "Leave it out to let the system choose.",
    );
  return live ? livePort : undefined;
}

export function liveNotPossible(message: string, advice: string): FiredrillError {
  return new FiredrillError("usage", "LIVE_NOT_POSSIBLE", message, advice);
}
