import type { Notifier } from "../../harness/notify/notifier.ts";
import { plural } from "../../domain/text/printable.ts";
import type { Io } from "../io.ts";
import { outputGroup, repeatable } from "./options.ts";

/** For commands that tell a chat about alerts. */
export const notifyOptions = {
  notify: {
    type: "string",
    group: outputGroup,
    describe: "Chat to tell about alerts: URL of a Slack webhook, or env:NAME or file:PATH that has it",
    defaultDescription: "none",
  },
  "allow-host": {
    ...repeatable,
    group: outputGroup,
    describe: "Host other than this machine that --notify may post to; repeatable",
  },
} as const;

export interface NotifyArguments {
  readonly notify: string | undefined;
  readonly allowHost: readonly string[];
}

const graceMs = 5000;

/**
 * Passes alerts on to the chat while `watch` runs, and says at the end what it could not tell.
 * @throws FiredrillError BAD_NOTIFY_URL, NOTIFY_NOT_ALLOWED, and what reading a file throws
 */
export async function notifying<Result>(
  { notify, allowHost }: NotifyArguments,
  io: Io,
  watch: (onAlert: Notifier["alert"]) => Promise<Result>,
): Promise<Result> {
  if (notify === undefined) return watch(() => undefined);
  const { openNotifier } = await import("../../harness/notify/notifier.ts");
  const { alert, finish } = await openNotifier({ url: await secretOf(notify, io), allowHosts: allowHost });
  try {
    return await watch(alert);
  } finally {
    const lost = await finish(graceMs);
    if (lost !== undefined)
      io.stderr.write(`--notify could not tell about ${plural(lost.alerts, "alert")}: ${lost.reason}.\n`);
  }
}

/** A URL where a name is expected, because a shell put it there, is no name to be shown. */
const looksSecret = /:\/\//;

async function secretOf(notify: string, { env }: Io): Promise<string> {
  const { badNotifyUrl } = await import("../../harness/notify/post.ts");
  const [, kind, name = ""] = /^(env|file):(.*)$/s.exec(notify) ?? [];
  if (kind === undefined) return notify;
  if (looksSecret.test(name)) throw badNotifyUrl(`${kind}: takes a name, not a URL`);
  if (kind === "env") {
    const value = env[name] ?? "";
    if (value === "") throw badNotifyUrl(`the environment variable ${name} is not set`);
    return value.trim();
  }
  const { readText } = await import("../../log/files/lines.ts");
  return readText(name).trim();
}
