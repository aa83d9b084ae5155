import { FiredrillError, reasonOf } from "../../domain/error.ts";
import type { RefusedPost } from "./webhook-app.ts";

export function webhookNeedsWallTime(): FiredrillError {
  return new FiredrillError(
    "usage",
    "WEBHOOK_NEEDS_WALL_TIME",
    "The webhook detector cannot run on the virtual clock: alerts arrive in wall time.",
    "Use --clock real or --clock scaled:N.",
  );
}

export function webhookPortInUse(port: number, cause: unknown): FiredrillError {
  return new FiredrillError(
    "drill",
    "PORT_IN_USE",
    `The webhook cannot listen on 127.0.0.1:${port}: the port is in use.`,
    "Stop the other program, or choose another port (0: any free port).",
    { cause },
  );
}

export function webhookNotBindable(port: number, cause: unknown): FiredrillError {
  const reason = reasonOf(cause);
  return new FiredrillError(
    "drill",
    "HOST_NOT_BINDABLE",
    `The webhook cannot listen on 127.0.0.1:${port}: ${reason}.`,
    "Choose a port from 1024 up, or 0 for any free port.",
    { cause },
  );
}

/** Unreadable posts: their content is lost, so the drill cannot judge the detector. */
export function postsRefused(count: number, { number, status, reason }: RefusedPost): FiredrillError {
  const posts = count === 1 ? "The webhook refused 1 post" : `The webhook refused ${count} posts`;
  return new FiredrillError(
    "drill",
    "WEBHOOK_POST_REFUSED",
    `${posts}, first post ${number} with status ${status}: ${reason}`,
    "Send one of the bodies that the answer to a refused post lists; see docs/webhook.md.",
  );
}

/** A valid alert whose processing failed. */
export function webhookBroken(cause: unknown): FiredrillError {
  if (cause instanceof FiredrillError) return cause;
  const reason = reasonOf(cause);
  return new FiredrillError(
    "drill",
    "DETECTOR_CRASHED",
    `Could not process an alert from the webhook: ${reason}.`,
    "This is a bug in Firedrill; the alert was valid.",
    { cause },
  );
}
