import type { LoginObservation } from "../../domain/login/observation.ts";
import type { PlannedLogin } from "../../domain/login/plan.ts";
import { planLogins } from "../../domain/login/plan.ts";
import type { LoginScenario } from "../../domain/login/scenario.ts";
import { passwordOf } from "../../domain/login/user-base.ts";
import { headers } from "../../domain/wire/headers.ts";
import type { ClientSettings, PlayedRequest } from "../source.ts";
import { playTraffic } from "../traffic/play.ts";
import type { WireRequest } from "../transport.ts";

const successStatus = 200;

/** Plays users and attackers against a login page. A visit ends with its first success. */
export function playLogins(
  settings: ClientSettings<LoginScenario>,
  onPlayed: (played: PlayedRequest<LoginObservation>) => void,
): Promise<void> {
  const acting = {
    plan: planLogins(settings.scenario, settings.seed),
    requestFor,
    endsVisit: (outcome: PlayedRequest["outcome"]) =>
      outcome.kind === "completed" && outcome.status === successStatus,
  };
  return playTraffic(settings, acting, onPlayed);
}

function requestFor({ ip, user, password }: PlannedLogin): WireRequest {
  return {
    path: "/login",
    headers: { "content-type": "application/json", [headers.sourceAddress]: ip },
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
