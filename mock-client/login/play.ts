import type { PlannedLogin } from "../../domain/login/plan.ts";
import { planLogins } from "../../domain/login/plan.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { passwordOf } from "../../domain/login/user-base.ts";
import { hourMs } from "../../domain/time/calendar.ts";
import type { Clock } from "../../domain/time/clock.ts";
import { roundToMicros } from "../../domain/time/clock.ts";
import { headers } from "../../domain/wire/headers.ts";
import type { RequestBook } from "../../domain/wire/request-book.ts";
import type { Exchange, RunningRequest } from "../request.ts";
import { startRequest } from "../request.ts";
import type { Transport, WireRequest } from "../transport.ts";

/** An attempt as its client saw it: the log is the server's. */
export interface PlayedLogin {
  readonly outcome: Exchange["outcome"];
  /** Sent this much later than planned. */
  readonly sendLateMs: number;
}

export interface PlayLoginsSettings {
  readonly scenario: LoginScenario;
  readonly seed: number;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly book: RequestBook;
  /** An attempt is given up after this long, on the clock. */
  readonly timeoutMs: number;
  readonly onLogin: (played: PlayedLogin) => void;
  readonly signal: AbortSignal;
}

const letInStatus = 200;

/**
 * Plays users and attackers against a login page, each attempt at its own instant, to the end of the scenario's last hour.
 * A visit ends when it is let in; until then each of its attempts waits for the answer to the one before, as a person would.
 * @throws the signal's reason when broken off; attempts in flight are then given up
 */
export async function playLogins(settings: PlayLoginsSettings): Promise<void> {
  const { scenario, seed, clock, signal } = settings;
  const visits = openVisits();
  const inFlight = new Set<RunningRequest>();
  const breakOff = (): void => {
    for (const request of inFlight) request.breakOff();
  };
  signal.addEventListener("abort", breakOff, { once: true });
  const startMs = clock.nowMs();
  for (const login of planLogins(scenario, seed)) {
    if (visits.isOver(login)) continue;
    const plannedAtMs = roundToMicros(startMs + login.offsetMs);
    await clock.sleepUntilMs(plannedAtMs, signal);
    visits.next(login, signal, async () => {
      const running = startRequest(requestSettings(settings), login.index, requestFor(login));
      inFlight.add(running);
      const exchange = await running.end;
      inFlight.delete(running);
      if (exchange === undefined) return "refused";
      settings.onLogin({
        outcome: exchange.outcome,
        sendLateMs: roundToMicros(exchange.sentAtMs - plannedAtMs),
      });
      const { outcome } = exchange;
      return outcome.kind === "completed" && outcome.status === letInStatus ? "let in" : "refused";
    });
  }
  await visits.ended();
  signal.throwIfAborted();
  await clock.sleepUntilMs(startMs + scenario.hours * hourMs, signal);
}

/** A login takes its server no time, so that no network is put in for it either. */
function requestSettings({
  transport,
  clock,
  book,
  timeoutMs,
}: PlayLoginsSettings): Parameters<typeof startRequest>[0] {
  return {
    transport,
    clock,
    book,
    timeoutMs,
    openAfterMs: Infinity,
    onOpen: () => undefined,
    addedMs: () => 0,
  };
}

function requestFor({ index, ip, user, password, mode, incident }: PlannedLogin): WireRequest {
  const tags = incident === undefined ? {} : { [headers.incident]: incident };
  return {
    path: "/login",
    headers: {
      "content-type": "application/json",
      [headers.request]: String(index),
      [headers.sourceAddress]: ip,
      [headers.mode]: mode,
      ...tags,
    },
    body: JSON.stringify({ username: user, password: typed(user, password) }),
  };
}

function typed(user: string, password: PlannedLogin["password"]): string {
  switch (password) {
    case "right":
      return passwordOf(user);
    case "wrong":
      return "wrong-password";
  }
}

/** What a try came to, for its own visitor. */
type Answered = "let in" | "refused";

/** The visits under way: tries of one visit come one after another. */
interface OpenVisits {
  /** Its visit has been let in; false while that is not known. */
  readonly isOver: (login: PlannedLogin) => boolean;
  /** Makes the try when the one before has been refused, and not at all when it was let in, or all is broken off. */
  readonly next: (login: PlannedLogin, signal: AbortSignal, attempt: () => Promise<Answered>) => void;
  /** Resolves when no try is under way. */
  readonly ended: () => Promise<void>;
}

function openVisits(): OpenVisits {
  const letIn = new Set<number>();
  const underWay = new Map<number, Promise<void>>();
  const isOver = ({ visit, actsLeft }: PlannedLogin): boolean =>
    actsLeft === 0 ? letIn.delete(visit) : letIn.has(visit);
  return {
    isOver,
    next: (login, signal, attempt) => {
      const { visit, actsLeft } = login;
      const before = underWay.get(visit);
      const make = async (): Promise<void> => {
        if (signal.aborted || isOver(login)) return;
        if ((await attempt()) === "let in" && actsLeft > 0) letIn.add(visit);
      };
      const made = (before === undefined ? make() : before.then(make)).finally(() => {
        if (underWay.get(visit) === made) underWay.delete(visit);
      });
      underWay.set(visit, made);
    },
    ended: async () => {
      await Promise.all(underWay.values());
    },
  };
}
