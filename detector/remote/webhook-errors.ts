import { FiredrillError, reasonOf } from "../../domain/error.ts";
import type { RefusedPost } from "./webhook-app.ts";

export function webhookNeedsWallTime(): FiredrillError {
  return new FiredrillError(
    "usage",
    "WEBHOOK_NEEDS_WALL_TIME",
    "A webhook hears from programs that live in wall time, and the virtual clock jumps ahead of them.",
    "Use --clock real or --clock scaled:N.",
  );
}

export function webhookPortInUse(port: number, cause: unknown): FiredrillError {
  return new FiredrillError(
    "drill",
    "PORT_IN_USE",
    `The webhook cannot listen on 127.0.0.1:${port}: something else does.`,
    "Stop it, or choose another port (0 takes a free one).",
    { cause },
  );
}

export function webhookNotBindable(port: number, cause: unknown): FiredrillError {
  const reason = reasonOf(cause);
  return new FiredrillError(
    "drill",
    "HOST_NOT_BINDABLE",
    `The webhook cannot listen on 127.0.0.1:${port}: ${reason}.`,
    "Choose a port from 1024 up, or 0 for a free one.",
    { cause },
  );
}

/** Posts that could not be read: whatever they said is lost, so that nothing can be said about the detector. */
export function postsRefused(count: number, { number, status, reason }: RefusedPost): FiredrillError {
  const posts = count === 1 ? "1 post was refused" : `${count} posts were refused`;
  return new FiredrillError(
    "drill",
    "WEBHOOK_POST_REFUSED",
    `${posts}, the first one number ${number} (status ${status}): ${reason}`,
    "The answer to a refused post lists what the webhook takes; see docs/webhook.md.",
  );
}

/** What was posted was fine; what was to be done with it failed. */
export function webhookBroken(cause: unknown): FiredrillError {
  if (cause instanceof FiredrillError) return cause;
  const reason = reasonOf(cause);
  return new FiredrillError(
    "drill",
    "DETECTOR_CRASHED",
    `An alert that the webhook heard could not be passed on: ${reason}.`,
    "This is a mistake in Firedrill, not in the alert.",
    { cause },
  );
}
