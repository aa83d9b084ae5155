import type { LoginScenario } from "../../domain/login/scenario.ts";
import { defaultTimeoutMs } from "../../domain/response/scenario.ts";
import { noRequestBook } from "../../domain/wire/request-book.ts";
import type { PlayedLogin } from "../../mock-client/login/play.ts";
import { playLogins } from "../../mock-client/login/play.ts";
import { checkedTarget } from "../../mock-client/target.ts";
import { undiciTransport } from "../../mock-client/transport.ts";
import type { WallClockKind } from "../clock/clock.ts";
import { factorOf, newClockOrigin, wallClock } from "../clock/clock.ts";
import { expectedRows } from "../drill/expected-rows.ts";
import { targetWatch } from "../world/target-watch.ts";

export interface PlayLoginsAtSettings {
  readonly scenario: LoginScenario;
  readonly seed: number;
  readonly clock: WallClockKind;
  /** URL of the server. */
  readonly target: string;
  /** Hosts beside this machine that the user allowed to be loaded. */
  readonly allowHosts: readonly string[];
  readonly signal: AbortSignal;
  readonly onStarted: (targetUrl: string, total: number) => void;
  readonly onAttempt: () => void;
}

/** What became of the attempts, as their client saw it. */
export interface LoginCounts {
  readonly attempts: number;
  /** Answered with 200. */
  readonly letIn: number;
  /** Answered with 401. */
  readonly refused: number;
  /** Answered with 404: no login page is there. */
  readonly lost: number;
  /** Answered with any other status. */
  readonly other: number;
  /** Not answered. */
  readonly failed: number;
}

/**
 * Plays the logins of a scenario against a server that is already there, and writes the log.
 * @throws FiredrillError BAD_TARGET, TARGET_NOT_ALLOWED, TARGET_GONE; the signal's reason when aborted
 */
export async function playLoginsAt(settings: PlayLoginsAtSettings): Promise<LoginCounts> {
  const { signal, onStarted, onAttempt } = settings;
  const target = checkedTarget(settings.target, settings.allowHosts);
  const clock = wallClock(settings.clock, newClockOrigin());
  const transport = undiciTransport(target, clock);
  const watch = targetWatch(target, {});
  const broken = new AbortController();
  onStarted(target, expectedRows(settings));
  const counts = { attempts: 0, letIn: 0, refused: 0, lost: 0, other: 0, failed: 0 };
  try {
    await playLogins({
      ...settings,
      clock,
      transport,
      book: noRequestBook,
      timeoutMs: defaultTimeoutMs * factorOf(settings.clock),
      signal: AbortSignal.any([signal, broken.signal]),
      onLogin: ({ outcome }) => {
        counts.attempts += 1;
        counts[answerOf(outcome)] += 1;
        onAttempt();
        const gone = watch.add(outcome, "normal");
        if (gone !== undefined) broken.abort(gone);
      },
    });
  } finally {
    await transport.close();
    await clock.close();
  }
  const gone = watch.finish();
  if (gone !== undefined) throw gone;
  return counts;
}

function answerOf(outcome: PlayedLogin["outcome"]): Exclude<keyof LoginCounts, "attempts"> {
  if (outcome.kind !== "completed") return "failed";
  switch (outcome.status) {
    case 200:
      return "letIn";
    case 401:
      return "refused";
    case 404:
      return "lost";
    default:
      return "other";
  }
}
